package main

import (
	"fmt"
	"strings"
)

const store = `{"store":{"book":[{"category":"reference","author":"Nigel Rees","title":"Sayings","price":8.95},{"category":"fiction","author":"Evelyn Waugh","title":"Sword","price":12.99},{"category":"fiction","author":"Herman Melville","title":"Moby Dick","isbn":"0-553","price":8.99}],"bicycle":{"color":"red","price":19.95,"length":3}},"expensive":10,"n":null,"a'b":1,"empty":[],"on":true}`

// jsonPathCases query one document.
func jsonPathCases() []testCase {
	var cases []testCase
	for _, path := range jsonPaths {
		cases = append(cases, evaluate(fmt.Sprintf("jsonpath(%s, %s)", quoted(store), quoted(path))))
	}
	for _, document := range []string{`[1,2,3,"x",[4,5],{"a":null}]`, `"text"`, `5`, `null`, `{}`, `nope`} {
		for _, path := range []string{"$", "$[0]", "$[-1]", "$.a", "$[1:3]", "$[*]", "$..a", "$.length", "$[?(@ > 1)]", "$[0,2]"} {
			cases = append(cases, evaluate(fmt.Sprintf("jsonpath(%s, %s)", quoted(document), quoted(path))))
		}
	}
	return cases
}

func quoted(text string) string { return "`" + strings.ReplaceAll(text, "`", "``") + "`" }

var jsonPaths = strings.Split(strings.TrimSpace(`
$
@
$.store
$.store.book[0].title
$['store']['book'][0]['title']
$["store"].book[1].author
$.store.book[-1].title
$.store.book[9]
$.store.nope
$.store.book[*].author
$.store.*
$..author
$..price
$..book[2]
$..book[-1:]
$..book[0,1]
$..book[:2]
$..*
$..
$.store.book[0:2].title
$.store.book[::2].title
$.store.book[::-1].title
$.store.book[1:].price
$.store.book[0:1][0]
$.store.book[0,2].title
$.store.book[0,9].title
$.store['book','bicycle']
$.store['bicycle','nope']
$.store.book['title','price']
$..book[?(@.isbn)]
$..book[?(@.price < 10)].title
$.store.book[?(@.price < 10)].title
$.store.book[?(@.price > $.expensive)].title
$.store.book[?(@.category == 'fiction')].title
$.store.book[?(@.category != 'fiction')].title
$.store.book[?(@.category == "fiction" && @.price < 10)].title
$.store.book[?(@.price < 9 || @.price > 12)].title
$.store.book[?(@.author =~ 'Evelyn.*')].title
$.store.book[?(@.author =~ /evelyn.*/)].title
$.store.book[?(!@.isbn)].title
$.store.book[?(@.price + 1 > 10)].title
$.store.book[?(@.price * 2 > 20)].title
$.store.book[?(@.price - 1 < 8)].title
$.store.book[?(@.category in ['fiction','x'])].title
$.store.book[?(@.category not in ['fiction'])].title
$.store.book[?(@.price in [8.95])].title
$.store.book[?(@.title == 'Moby Dick')].price
$.store.book[?(@['price'] == 8.95)].title
$.store.book[?(@.nope == 1)]
$.store.book[?(1 == 1)].title
$.store.book[?(true)].title
$.store.book[?(false)].title
$.store.book[?()]
$.store.book[?(@.price == 8.95 || @.price == 8.99)].title
$.store.book[?((@.price == 8.95) || (@.price == 8.99))].title
$.store.book[?(@.price / 2 < 5)].title
$.store.book[?(@.price ** 2 > 100)].title
$.store.book[?(@.price % 2 == 1)].title
$.store.book[(@.length-1)].title
$.store.book[(1)].title
$.store.book[('x')].title
$.store.book.length
$.store.bicycle.length
$.store.bicycle.color.length
$.expensive.length
$.n
$.n.x
$.on
$.empty
$.empty[0]
$.empty[*]
$['a\'b']
$["a'b"]
$.store..price
$.store.book[0]..price
$.store.bicycle[*]
$.store.bicycle[?(@ > 5)]
$.store[?(@.color == 'red')].price
$.store.book[0][0]
$.store.book['0']
$.store.book[title]
$.store.book[]
$.store.book[
$.store.book[?(@.price]
store
$store
$.
$..[0]
$.store.book[0:2:0]
$.store.book[1:0]
$.store.book[-2:]
$.store.book[:-1].title
$.store.book[0, 1].title
$.store.book[ 0 ].title
$. store
$.store.book[?(@.isbn == '0-553')].title
$.store.book[?(@.author == 'Nigel Rees')].title
$.store.book[*].*
$.store.book[*][0]
$.store.book[*]['title','author']
$..book.length
$.store.book[?(@.length > 3)].title
`), "\n")
