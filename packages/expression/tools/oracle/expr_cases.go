package main

import (
	"fmt"
	"strings"
)

// exprCases are expressions of expr-lang: some written by hand, most drawn from its grammar, some of these broken.
func exprCases() []testCase {
	var cases []testCase
	for _, input := range handWrittenExpressions {
		cases = append(cases, evaluate(input))
	}
	g := generator{newSource(1 + seed)}
	for i := 0; i < 3000; i++ {
		cases = append(cases, evaluate(g.any(1+g.Intn(4))))
	}
	for i := 0; i < 500; i++ {
		cases = append(cases, evaluate(g.broken(g.any(1+g.Intn(3)))))
	}
	return cases
}

// generator writes expressions, mostly of fitting types.
type generator struct{ source }

func (g generator) any(depth int) string {
	switch g.Intn(7) {
	case 0:
		return g.number(depth)
	case 1:
		return g.text(depth)
	case 2, 3:
		return g.boolean(depth)
	case 4:
		return g.array(depth)
	case 5:
		return g.object(depth)
	default:
		return g.whatever(depth)
	}
}

// of gives an expression of the type in most cases.
func (g generator) of(make func(int) string, depth int) string {
	if g.chance(6) {
		return g.any(depth)
	}
	return make(depth)
}

func (g generator) number(depth int) string {
	if depth <= 0 {
		return g.pick("0", "1", "2", "-3", "10", "0.5", "2.0", "1e3", "0x1F", "1_000", "0b101", "0o17", "3.25",
			"9223372036854775807", "asInt(inputs.parameters.n)", "float(inputs.parameters.f)", "int(count)", "1e21", "1234567.5")
	}
	d := depth - 1
	switch g.Intn(14) {
	case 0, 1, 2:
		return fmt.Sprintf("%s %s %s", g.of(g.number, d), g.pick("+", "-", "*", "/", "%", "**", "^"), g.of(g.number, d))
	case 3:
		return fmt.Sprintf("(%s)", g.number(d))
	case 4:
		return g.pick("-", "+") + g.of(g.number, d)
	case 5:
		return fmt.Sprintf("%s(%s)", g.pick("abs", "ceil", "floor", "round", "int", "float"), g.of(g.number, d))
	case 6:
		return fmt.Sprintf("len(%s)", g.pick(g.text(d), g.array(d), g.object(d)))
	case 7:
		return fmt.Sprintf("%s(%s, %s)", g.pick("max", "min", "mean", "median"), g.of(g.number, d), g.pick(g.number(d), g.numbers(d)))
	case 8:
		return fmt.Sprintf("%s(%s)", g.pick("max", "min", "mean", "median", "sum"), g.numbers(d))
	case 9:
		return fmt.Sprintf("%s(%s, %s)", g.pick("count", "findIndex"), g.array(d), g.predicate(d))
	case 10:
		return fmt.Sprintf("%s(%s, %s)", g.pick("indexOf", "lastIndexOf"), g.text(d), g.pick("'l'", "'o'", "''", "'é'"))
	case 11:
		return fmt.Sprintf("%s(%s, %s)", g.pick("bitand", "bitor", "bitxor", "bitnand", "bitshl", "bitshr", "bitushr"), g.pick("5", "12", "-1", "255"), g.pick("1", "3", "6", "-2"))
	case 12:
		return fmt.Sprintf("reduce(%s, #acc + #%s)", g.numbers(d), g.pick("", ", 0", ", 1.5"))
	default:
		return fmt.Sprintf("%s ? %s : %s", g.of(g.boolean, d), g.number(d), g.number(d))
	}
}

func (g generator) numbers(depth int) string {
	switch g.Intn(4) {
	case 0:
		return fmt.Sprintf("%s..%s", g.pick("1", "0", "-2", "5"), g.pick("3", "4", "0"))
	case 1:
		return fmt.Sprintf("map(%s, # * 2)", g.pick("1..3", "[1, 2.5]", "[0.5]", "[]"))
	default:
		return "[" + g.list(g.Intn(4), ", ", func() string { return g.number(depth - 1) }) + "]"
	}
}

func (g generator) text(depth int) string {
	if depth <= 0 {
		return g.pick(`"a"`, `'b'`, `""`, "`raw \\n`", `"hello world"`, `'Ünïcode ✓'`, `"a,b,,c"`, `" trim me "`, `"42"`, `"3.5"`, `"<&>"`,
			`"tab\there"`, `'it\'s'`, `"\u00e9\x41\101"`, "inputs.parameters.s", "tasks.a.status", "workflow.name", "flag", "empty", "item",
			`tasks["b-1"].status`, "workflow.parameters.csv", "inputs.parameters['n']")
	}
	d := depth - 1
	switch g.Intn(16) {
	case 0, 1:
		return fmt.Sprintf("%s + %s", g.of(g.text, d), g.of(g.text, d))
	case 2:
		return fmt.Sprintf("%s(%s)", g.pick("trim", "upper", "lower", "trimPrefix", "trimSuffix", "toBase64"), g.of(g.text, d))
	case 3:
		return fmt.Sprintf("string(%s)", g.any(d))
	case 4:
		return fmt.Sprintf("%s(%s, %s)", g.pick("trim", "trimPrefix", "trimSuffix"), g.text(d), g.pick("' '", "'a'", "'he'", "'d'"))
	case 5:
		return fmt.Sprintf("replace(%s, %s, %s%s)", g.text(d), g.pick("'a'", "'l'", "''", "','"), g.pick("'X'", "''", "'--'"), g.pick("", ", 1", ", -1", ", 0"))
	case 6:
		return fmt.Sprintf("repeat(%s, %s)", g.text(d), g.pick("0", "1", "2", "3", "-1"))
	case 7:
		return fmt.Sprintf("join(%s%s)", g.pick("split('a-b-c', '-')", "['x', 'y']", "[]", "map(1..3, string(#))", g.array(d)), g.pick("", ", ','", ", ' and '"))
	case 8:
		return fmt.Sprintf("%s[%s:%s]", g.pick("'hello'", "workflow.name", "'héé'", g.text(d)), g.pick("", "0", "1", "-2", "9"), g.pick("", "2", "-1", "10", "3"))
	case 9:
		return fmt.Sprintf("%s ?? %s", g.pick("absent", "tasks['b-1'].outputs.parameters.x", "item", "tasks.zzz", g.text(d)), g.text(d))
	case 10:
		return fmt.Sprintf("%s(%s)", g.pick("toJSON", "toJson", "type"), g.any(d))
	case 11:
		return fmt.Sprintf("%s ? %s : %s", g.of(g.boolean, d), g.of(g.text, d), g.of(g.text, d))
	case 12:
		return fmt.Sprintf("let v = %s; v + v", g.of(g.text, d))
	case 13:
		return fmt.Sprintf("%s | %s", g.of(g.text, d), g.pick("upper()", "trim()", "split(',') | join('+')", "len() | string()", "replace('a', 'b')"))
	case 14:
		return fmt.Sprintf("if %s { %s } else { %s }", g.of(g.boolean, d), g.text(d), g.text(d))
	default:
		return fmt.Sprintf("fromBase64(%s)", g.pick("'aGk='", "toBase64('x')", "'!'", "'aGk'"))
	}
}

func (g generator) boolean(depth int) string {
	if depth <= 0 {
		return g.pick("true", "false", "flag == 'true'", "tasks.a.status == 'Succeeded'", "absent == nil", "1 < 2")
	}
	d := depth - 1
	switch g.Intn(17) {
	case 0, 1:
		return fmt.Sprintf("%s %s %s", g.of(g.boolean, d), g.pick("&&", "||", "and", "or"), g.of(g.boolean, d))
	case 2:
		return g.pick("!", "not ") + g.of(g.boolean, d)
	case 3:
		return fmt.Sprintf("%s %s %s", g.of(g.number, d), g.pick("<", ">", "<=", ">=", "==", "!="), g.of(g.number, d))
	case 4:
		return fmt.Sprintf("%s %s %s", g.of(g.text, d), g.pick("<", ">", "<=", ">=", "==", "!="), g.of(g.text, d))
	case 5:
		return fmt.Sprintf("%s %s %s", g.any(d), g.pick("==", "!="), g.any(d))
	case 6:
		return fmt.Sprintf("%s %s %s", g.of(g.text, d), g.pick("contains", "startsWith", "endsWith", "not contains", "not startsWith"), g.of(g.text, d))
	case 7:
		return fmt.Sprintf("%s %smatches %s", g.of(g.text, d), g.pick("", "not "), g.pick(`"^a"`, `"[0-9]+"`, `"(?i)HELLO"`, `"("`, `"l+o$"`, "item"))
	case 8:
		return fmt.Sprintf("%s %s %s", g.any(d), g.pick("in", "not in"), g.of(g.array, d))
	case 9:
		return fmt.Sprintf("%s %s %s", g.of(g.text, d), g.pick("in", "not in"), g.of(g.object, d))
	case 10, 11:
		return fmt.Sprintf("%s(%s, %s)", g.pick("all", "any", "none", "one"), g.of(g.array, d), g.predicate(d))
	case 12:
		return fmt.Sprintf("%s < %s < %s", g.number(d), g.number(d), g.number(d))
	case 13:
		return fmt.Sprintf("%s(%s, %s)", g.pick("hasPrefix", "hasSuffix"), g.of(g.text, d), g.of(g.text, d))
	case 14:
		return fmt.Sprintf("(%s)", g.boolean(d))
	case 15:
		return fmt.Sprintf("%s in %s", g.of(g.number, d), g.pick("1..3", "[1, 2, 3]", "['1']", "[1.0, 2]", "{'a': 1}"))
	default:
		return fmt.Sprintf("%s ? %s : %s", g.boolean(d), g.boolean(d), g.boolean(d))
	}
}

func (g generator) predicate(depth int) string {
	return g.pick("# > 1", "# == 'x'", "true", "#.a == 1", ".a != nil", "len(string(#)) > 1", "{ let y = #; y != nil }", "# != nil",
		"type(#) == 'int'", "# in [1, 'x']", "not (# == 2)", g.boolean(depth-1))
}

func (g generator) array(depth int) string {
	if depth <= 0 {
		return g.pick("[]", "[1, 2, 3]", "['a', 'b']", "[1, 'x', nil, true]", "[1.5, 2]", "[[1], [2, [3]]]", "[{a: 1}, {a: 2}]", "1..4",
			"fromJSON(inputs.parameters.list)", "split(workflow.parameters.csv, ',')")
	}
	d := depth - 1
	switch g.Intn(17) {
	case 0, 1:
		return "[" + g.list(g.Intn(4), ", ", func() string { return g.any(d) }) + "]"
	case 2:
		return fmt.Sprintf("filter(%s, %s)", g.of(g.array, d), g.predicate(d))
	case 3:
		return fmt.Sprintf("map(%s, %s)", g.of(g.array, d), g.pick("#", "#index", "string(#)", "[#]", "{k: #}", "# == nil", "#?.a", "type(#)"))
	case 4:
		return fmt.Sprintf("%s(%s)", g.pick("reverse", "uniq", "flatten", "concat"), g.of(g.array, d))
	case 5:
		return fmt.Sprintf("concat(%s, %s)", g.of(g.array, d), g.of(g.array, d))
	case 6:
		return fmt.Sprintf("sort(%s%s)", g.pick("[3, 1, 2]", "['b', 'a']", "[2, 1.5]", g.array(d)), g.pick("", ", 'asc'", ", 'desc'", ", 'up'"))
	case 7:
		return fmt.Sprintf("sortBy(%s, %s%s)", g.pick("[{a: 2}, {a: 1}]", "['bb', 'a']", "[3, 1]", g.array(d)), g.pick("#", ".a", "len(#)", "string(#)"), g.pick("", ", 'desc'", ", 'asc'"))
	case 8:
		return fmt.Sprintf("take(%s, %s)", g.of(g.array, d), g.pick("0", "1", "2", "10", "-1"))
	case 9:
		return fmt.Sprintf("%s[%s:%s]", g.of(g.array, d), g.pick("", "0", "1", "-1"), g.pick("", "1", "-1", "5"))
	case 10:
		return fmt.Sprintf("sort(keys(%s))", g.of(g.object, d))
	case 11:
		return fmt.Sprintf("split(%s, %s%s)", g.of(g.text, d), g.pick("','", "' '", "''", "'l'"), g.pick("", ", 2", ", 0", ", -1"))
	case 12:
		return fmt.Sprintf("splitAfter(%s, %s%s)", g.of(g.text, d), g.pick("','", "' '", "''"), g.pick("", ", 2"))
	case 13:
		return fmt.Sprintf("%s..%s", g.pick("1", "-1", "3"), g.pick("3", "0", "5"))
	case 14:
		return fmt.Sprintf("%s | filter(%s) | map(%s)", g.of(g.array, d), g.predicate(d), g.pick("#", "[#]"))
	case 15:
		return fmt.Sprintf("toPairs({x: %s})", g.any(d))
	default:
		return fmt.Sprintf("%s ? %s : %s", g.boolean(d), g.array(d), g.array(d))
	}
}

func (g generator) object(depth int) string {
	if depth <= 0 {
		return g.pick("{}", "{a: 1}", "{a: 'x', 'b c': [1]}", "tasks", "tasks.a", "inputs.parameters", "fromJSON(inputs.parameters.json)", "{'__proto__': 1, constructor: 2}", "{1: 2}")
	}
	d := depth - 1
	switch g.Intn(6) {
	case 0, 1:
		return fmt.Sprintf("{a: %s, %s: %s}", g.any(d), g.pick("b", "'c'", "(item)", "7"), g.any(d))
	case 2:
		return fmt.Sprintf("fromJSON(toJSON(%s))", g.any(d))
	case 3:
		return fmt.Sprintf("first([%s])", g.object(d))
	case 4:
		return fmt.Sprintf("%s ?? %s", g.pick("absent", g.object(d)), g.object(d))
	default:
		return fmt.Sprintf("(%s)", g.object(d))
	}
}

func (g generator) whatever(depth int) string {
	if depth <= 0 {
		return g.pick("nil", "absent", "tasks.a", "tasks['b-1'].outputs.parameters.x", "unknown", "tasks.zzz.status", "sprig", "$env.flag", "item")
	}
	d := depth - 1
	switch g.Intn(12) {
	case 0, 1:
		return fmt.Sprintf("%s%s", g.of(g.object, d), g.pick(".a", "?.a", "['a']", "?.['a']", ".a.b", "?.a?.b", "[0]", "[item]"))
	case 2:
		return fmt.Sprintf("%s[%s]", g.of(g.array, d), g.pick("0", "1", "-1", "9", "'a'", "0.5"))
	case 3:
		return fmt.Sprintf("get(%s, %s)", g.pick(g.object(d), g.array(d), "nil"), g.pick("'a'", "0", "-1", "'zz'", "item"))
	case 4:
		return fmt.Sprintf("%s(%s)", g.pick("first", "last"), g.of(g.array, d))
	case 5:
		return fmt.Sprintf("%s(%s, %s)", g.pick("find"), g.of(g.array, d), g.predicate(d))
	case 6:
		return fmt.Sprintf("%s ?? %s", g.any(d), g.any(d))
	case 7:
		return fmt.Sprintf("let %s = %s; %s", g.pick("x", "y", "flag", "len"), g.any(d), g.pick("x", "[x, x]", "y", "x == nil"))
	case 8:
		return fmt.Sprintf("fromJSON(%s)", g.pick(`'{"a":[1,2]}'`, `'[1,"x"]'`, `'nope'`, `'""'`, `'1e3'`, g.text(d)))
	case 9:
		return fmt.Sprintf("%s; %s", g.any(d), g.any(d))
	case 10:
		return fmt.Sprintf("groupBy(%s, %s) | len()", g.of(g.array, d), g.pick("#", "type(#)", "string(#)"))
	default:
		return fmt.Sprintf("%s ?: %s", g.boolean(d), g.any(d))
	}
}

// broken takes something away from an expression, or puts something into it.
func (g generator) broken(input string) string {
	characters := []rune(input)
	at := g.Intn(len(characters) + 1)
	if g.chance(50) && at < len(characters) {
		return string(characters[:at]) + string(characters[at+1:])
	}
	return string(characters[:at]) + g.pick("(", ")", "[", "]", "{", "}", "'", `"`, "?", ":", ".", "|", "#", "@", " in ", " not ", ",", "=", "&", ";", "1", "a", "\\", "\n", "/*", "//") + string(characters[at:])
}

var handWrittenExpressions = strings.Split(strings.TrimSpace(`
1 + 2 * 3
2 ** 3 ** 2
-2 ** 2
1 / 2
7 % 3
7 % 0
1 / 0
-1 / 0.0
"a" + 1
1 + 1.5
9223372036854775807 + 1
9223372036854775808
1_0_0
0x
0b12
1.e3
.5 + .5
1..3
3..1
1..10000000
1 in 1..10000000
true && "x"
absent && true
true && absent
false && absent
absent || true
not true
not not true
!absent
nil == nil
nil < 1
"a" < 1
[1, 2] == [1, 2]
[1, 2] == [1.0, 2.0]
{a: 1} == {a: 1}
{a: 1} == {a: 1.0}
"x" in ["x", "y"]
absent in ["x", ""]
1 in ["1"]
asInt("1") in ["1"]
fromJSON("1") in ["1"]
fromJSON("1") in [1]
"a" in {a: 1}
1 in {a: 1}
"a" in "abc"
item in "xyz"
tasks.a.status
tasks["a"]["status"]
tasks.unknown
tasks.unknown.status
tasks.unknown?.status
tasks.unknown?.status.x
tasks?.a?.status
tasks["b-1"].outputs.parameters.x ?? "fallback"
absent ?? "fallback"
empty ?? "fallback"
unknown ?? "fallback"
$env.unknown ?? "fallback"
$env["flag"]
$env?.nope
nil ?? nil
1 ?? 2 + 3
(1 ?? 2) + 3
count == "7"
count([1, 2, 3], # > 1)
::count([1, 2, 3], # > 1)
len("✓é")
"✓é"[0:3]
"abc"[1]
item[0]
first("abc")
[1, 2, 3][-1]
[1, 2, 3][3]
[1, 2, 3][1:]
[1, 2, 3][:-1]
[1, 2, 3][5:1]
#
map([1, 2], #)
map([1, 2], .a)
map([{a: 1}], .a)
map([{a: 1}], {#.a})
map([1, 2], #index)
map([1, 2], { let x = #; x + 1 })
map([1, 2], #; 2)
filter(1..5, # % 2 == 0)
filter([1], 1)
filter("abc", true)
filter(item, true)
sum([1, 2.5])
sum(["a"])
sum([{a: 1}], .a)
reduce(1..4, #acc + #)
reduce(1..4, #acc + #, 10)
reduce([], #acc + #)
groupBy([1, 2], # % 2)
groupBy([1, 2], # % 2)[1]
toJSON(groupBy([1], "k"))
fromPairs([["a", 1]])
fromPairs([["a", 1]]).a
toPairs({a: 1})
sortBy([{a: 2}, {a: 1}], .a)
sortBy([1, 2], #, "down")
sort([1, "a"])
sort("abc")
uniq([1, 1.0, "1"])
flatten([[1, [2]], 3])
mean([])
median([1, 2, 3, 4])
max("a")
max([])
max(1, "a")
min([3, [1, 2]])
abs(-1.5)
round(2.5)
round(-2.5)
ceil("1")
int("0x10")
int(" 1")
int(1.9)
int(-1.9)
int(nil)
int([1])
float("1e3")
float("x")
string(1e21)
string(123456789.0)
string(0.000001)
string(nil)
string([1, "a", nil])
string({b: 1, a: 2})
type(1)
type(1.0)
type(nil)
type({})
type([])
type(sprig.trim)
type(duration("1s"))
toJSON({b: 1, a: "<x>"})
toJson("<>&")
toJSON("\u2028")
fromJSON('{"b": 1, "a": [true, null]}')
fromJSON("")
upper("straße")
lower("İ")
trim("  x ")
trim("xxaxx", "x")
split("", ",")
split("abc", "")
splitAfter("a,b", ",", 1)
replace("aaa", "", "-")
replace("aaa", "a", "b", 2)
repeat("ab", 3)
repeat("ab", 10000000)
indexOf("héllo", "l")
duration("1h30m")
duration("1h30m") + duration("30m")
duration("1h") * 2
duration("1h") > duration("30m")
duration("1.5s").Seconds()
duration("x")
date("2024-02-29") + duration("24h")
date("2024-02-29T10:00:00Z").Year()
date("2024-02-29T10:00:00Z").Format("Jan 2, 2006")
date("2024-03-01") - date("2024-02-01")
date("2024-02-29") < date("2024-03-01")
date("nope")
date("2024-02-29", "2006-01-02")
date("29/02/2024", "02/01/2006", "Europe/Berlin")
date("2024-07-01 12:00:00", "2006-01-02 15:04:05", "America/New_York")
timezone("Nowhere/Land")
toJson(date("2024-02-29"))
string(date("2024-02-29"))
bitand(5, 3)
bitshl(1, 70)
bitnot(5)
"abc" matches "b+"
"abc" matches "("
"abc" not matches "z"
absent matches "x"
item matches item
"a" contains absent
"abc" contains "b" and "abc" startsWith "a"
not ("a" in ["b"])
"a" not in ["b"]
1 not in [2]
1 < 2 < 3
1 < 3 < 2
1 == 1 == true
let x = 1; let y = 2; x + y
let x = 1; let x = 2; x
let flag = 1; flag
let len = 1; len
let x = 1
x = 1
if true { 1 } else { 2 }
if true { 1 } else if false { 2 } else { 3 }
if true { 1 }
true ? 1 : 2
true ? 1
item ?: "other"
empty ?: "other"
(true ? nil : 1) ?? 5
[1, 2, 3] | map(# * 2) | sum()
"a" | upper
1 | string()
1; 2
1;
;
{a: 1, b: 2,}
[1, 2,]
{a 1}
{(item): 1}
{"a": 1}.a
{a: {b: 1}}.a.b
{a: 1}.b
{a: 1}.b.c
{a: 1}?.b?.c
asInt("12") + 1
asFloat("1.5") * 2
asInt("x")
asInt()
asInt(1, 2)
asInt(nil)
foo(1)
item(1)
absent(1)
tasks.a(1)
sprig.nope(1)
sprig.trim()
sprig.trim(1)
sprig.trim("a", "b")
sprig.trim(nil)
b'abc'
b'\xff'
string(b"a")
"\q"
'unterminated
"new
line"
/* comment */ 1
1 // comment
1 /* open
@
a b
1 2
(1
1)
[1
{a: 1
nil.x
true.x
1.x
"a".x
[1].x
"a" == 1
item == 1
tasks.a.status == 1
tasks.a == nil
tasks == nil
1 and true
"a" and true
item and true
-"a"
-item
-absent
!1
!item
none([], true)
one([1, 2], # == 1)
any([1], "x")
all(fromJSON("[1]"), fromJSON("1"))
find([1, 2], # > 5)
findIndex([1, 2], # == 2)
findLast([1, 2, 3], # < 3)
take([1, 2], 5)
take([1, 2], 1.5)
concat([1], nil)
concat([1], absent)
reverse([1, 2])
reverse("ab")
keys({a: 1})
keys([1])
values({a: 1})
get({a: 1}, "a")
get([1, 2], 5)
get("abc", 0)
get(nil, "a")
get(1, "a")
first([])
last([1, 2])
hasPrefix("abc", "a")
join(["a", 1])
join(split("a b", " "), "-")
trimPrefix(" a")
fromBase64("aGk=")
fromBase64("?")
len(5)
len(nil)
len(item)
type()
len()
map([1])
map()
filter([1], )
count([true, false])
count([1])
`), "\n")
