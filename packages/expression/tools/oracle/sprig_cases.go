package main

import (
	"fmt"
	"reflect"
	"sort"
	"strings"

	sprig "github.com/Masterminds/sprig/v3"
)

// notCovered are functions of chance, of the clock, of the machine and of the network, and those whose result is in
// no order.
var notCovered = map[string]bool{
	"ago": true, "now": true, "env": true, "expandenv": true, "getHostByName": true, "shuffle": true, "uuidv4": true, "bcrypt": true,
	"htpasswd": true, "derivePassword": true, "encryptAES": true, "decryptAES": true, "buildCustomCert": true, "randInt": true, "randBytes": true,
	"genPrivateKey": true, "genCA": true, "genCAWithKey": true, "genSelfSignedCert": true, "genSelfSignedCertWithKey": true,
	"genSignedCert": true, "genSignedCertWithKey": true, "randAlphaNum": true, "randAlpha": true, "randAscii": true, "randNumeric": true,
	"keys": true, "values": true, "semver": true, "hello": false,
}

// sprigCases call each function of sprig with drawn arguments that fit its type.
func sprigCases() []testCase {
	var cases []testCase
	for _, input := range handWrittenSprig {
		cases = append(cases, evaluate(input))
	}
	functions := sprig.GenericFuncMap()
	var names []string
	for name := range functions {
		if !notCovered[name] {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	g := generator{newSource(3 + seed)}
	for _, name := range names {
		for i := 0; i < 9; i++ {
			cases = append(cases, evaluate(fmt.Sprintf("sprig.%s(%s)", name, g.argumentsOf(name, reflect.TypeOf(functions[name])))))
		}
	}
	return cases
}

func (g generator) argumentsOf(name string, function reflect.Type) string {
	var arguments []string
	for i := 0; i < function.NumIn(); i++ {
		if function.IsVariadic() && i == function.NumIn()-1 {
			for n := g.Intn(4); n > 0; n-- {
				arguments = append(arguments, g.argument(name, function.In(i).Elem()))
			}
			continue
		}
		arguments = append(arguments, g.argument(name, function.In(i)))
	}
	return strings.Join(arguments, ", ")
}

func (g generator) argument(name string, kind reflect.Type) string {
	switch kind.String() {
	case "string":
		return g.sprigText(name)
	case "int":
		return g.pick("0", "1", "2", "3", "5", "8", "12", "-1", "-4")
	case "float64":
		return g.pick("0.5", "0.3", "0.9")
	case "bool":
		return g.pick("true", "false")
	case "map[string]interface {}":
		return g.pick("{}", "{a: 1}", "{a: 'x', b: {c: 2}}", "{b: {c: 3, d: 4}, e: nil}", "{scheme: 'https', host: 'h.io:80', path: '/p q', query: 'a=b'}", "tasks.a")
	case "time.Time":
		return g.pick("date('2024-02-29')", "date('2024-02-29T12:34:56Z')", "date('1969-12-31 23:59:59')")
	}
	if strings.HasPrefix(name, "duration") {
		return g.pick("'90'", "'x'", "'1h30m5s'", "'400h'", "'20000h'", "'-5m'", "nil", "'0'")
	}
	if strings.Contains(strings.ToLower(name), "date") {
		return g.pick("0", "1700000000", "-1", "date('2024-02-29')", "date('2024-07-01T12:34:56Z')")
	}
	switch name {
	case "typeOf", "typeIs", "typeIsLike", "kindOf", "kindIs":
		return g.pick("1", "1.5", "'a'", "true", "nil", "[1]", "{a: 1}")
	}
	return g.pick("1", "0", "-7", "2.5", "0.1", "1e3", "'3'", "'2.50'", "'0x1f'", "'010'", "'x'", "''", "true", "false", "nil", "[]", "[1, 2, 3]", "['b', 'a', 'b', '']",
		"[1, 'a', nil]", "{}", "{a: 1}", "'hello world'", "[[1], [2, 3]]", "[0, 1, '', nil, false]", "'12.0'", "' 4'")
}

func (g generator) sprigText(name string) string {
	lower := strings.ToLower(name)
	switch {
	case strings.Contains(lower, "regex"):
		return g.pick("'[a-z]+'", "'a(x*)b'", "'(?P<n>o)'", "'-ab-axxb-'", "'hello world'", "'${1}W'", "'$1W'", "''", "'a.b+c'", "'('", "'l'")
	case strings.Contains(lower, "semver"):
		return g.pick("'1.2.3'", "'^1.2'", "'~1.2.3'", "'>=1.0.0 <2.0.0'", "'1.2.x'", "'v1.2'", "'>1'", "'!=1.2.3'", "'1.0.0-beta.2'", "'^1.0.0-alpha'", "'1 - 2'", "'nope'", "'<=1.2 || >3'", "'*'", "'=1.2.3'", "'~0'", "'^0.2.3'", "'0.2.5'", "'2.5.1'")
	case strings.Contains(lower, "date"):
		return g.pick("'2006-01-02'", "'Jan 2, 2006 at 3:04pm (MST)'", "'2024-02-29'", "'1h30m'", "'-24h'", "'x'", "'Europe/Berlin'", "'UTC'", "'Mon Jan _2 15:04:05 2006'", "'America/New_York'")
	case strings.Contains(lower, "url"):
		return g.pick("'http://admin:secret@server.com:8080/api/a%20b?list=false#anchor'", "'/path?q=1'", "'mailto:a@b.c'", "'http://[::1]:80/x'", "'http://h:port/'", "''", "'a b'", "'//host/p'", "'http://x/%zz'")
	case strings.Contains(lower, "json"):
		return g.pick(`'{"a":[1,2]}'`, `'[1]'`, "'nope'", `'"x"'`, "''")
	case strings.HasPrefix(lower, "b64") || strings.HasPrefix(lower, "b32"):
		return g.pick("'hello'", "''", "'aGVsbG8='", "'NBSWY3DP'", "'aGk'", "'ü'", "'MY======'", "'a===='")
	}
	return g.pick("'hello world'", "'Hello World'", "'foo_bar-baz'", "'HTTPServer2xx'", "''", "'a'", "'  spaced  out '", "'ünïcödé ✓'", "'/a/b/../c.txt'", "'a,b,,c'", "','", "' '", "'l'",
		"'no/path'", "'.'", "'first\\nsecond'", "'XMLHttpRequest'", "'$&'", "'42'", "'the quick brown fox jumps'", "'-'", "'007'", "'http2xx'", "'Bld4Floor3rd'", "'__a__b'")
}

var handWrittenSprig = strings.Split(strings.TrimSpace(`
sprig.trim(" a ")
sprig.default("x", "")
sprig.default("x")
sprig.default("x", 0)
sprig.default("x", "y")
sprig.dict("a", 1, "b")
sprig.dict(1, 2)
sprig.dig("a", "b", "none", {a: {b: 1}})
sprig.dig("a", "z", "none", {a: {b: 1}})
sprig.dig("a", "b", "c", "none", {a: {b: 1}})
sprig.dig("status", nil, tasks.a)
sprig.dig("a", "none")
sprig.get({a: 1}, "b")
sprig.set({a: 1}, "b", 2)
sprig.unset({a: 1}, "a")
sprig.hasKey({a: 1}, "a")
sprig.pluck("a", {a: 1}, {b: 1}, {a: 2})
sprig.pick({a: 1, b: 2}, "a")
sprig.omit({a: 1, b: 2}, "a")
sprig.merge({a: 1}, {a: 2, b: 3})
sprig.mergeOverwrite({a: 1}, {a: 2, b: 3})
sprig.merge({a: {x: 1}}, {a: {x: 2, y: 3}})
sprig.mergeOverwrite({a: {x: 1}}, {a: {x: 2, y: 3}})
sprig.sortAlpha(sprig.keys({b: 1, a: 2}))
sprig.values({a: 1})
sprig.list(1, "a", nil)
sprig.first([])
sprig.first("a")
sprig.last(nil)
sprig.rest([1])
sprig.initial([1, 2])
sprig.append([1], 2)
sprig.prepend([1], 2)
sprig.append("a", 2)
sprig.uniq([1, 1, "1", 1.0])
sprig.without([1, 2, 3], 2)
sprig.has(1, [1, 2])
sprig.has(1, nil)
sprig.compact([0, 1, "", "a", nil, false])
sprig.slice([1, 2, 3], 1)
sprig.slice([1, 2, 3], 1, 2)
sprig.slice([1, 2, 3], 2, 1)
sprig.chunk(2, [1, 2, 3, 4, 5])
sprig.concat([1], [2], ["a"])
sprig.concat([1], 2)
sprig.join("-", ["a", 1, nil, true])
sprig.join("-", "a")
sprig.join("-", nil)
sprig.split("/", "a/b")._0
sprig.split("/", "a/b")._9
sprig.splitn("/", 2, "a/b/c")._1
sprig.splitList(",", "a,b")
sprig.toStrings([1, 2.5, "a"])
sprig.until(5)
sprig.until(-3)
sprig.untilStep(0, 10, 3)
sprig.untilStep(10, 0, -3)
sprig.untilStep(0, 10, 0)
sprig.seq(5)
sprig.seq(-3)
sprig.seq(0, 2, 10)
sprig.seq(3, 1)
sprig.seq(1, 2, 3, 4)
sprig.add(1, "2", 3.9)
sprig.add()
sprig.sub(10, 3)
sprig.div(7, 2)
sprig.div(1, 0)
sprig.mod(7, 0)
sprig.mul(2, 3, 4)
sprig.addf(0.1, 0.2)
sprig.subf(1.5, 0.4, 0.1)
sprig.mulf(0.1, 3)
sprig.divf(1, 3)
sprig.divf(2, 3)
sprig.divf(1, 0)
sprig.divf(-2, 3)
sprig.add1f(1.5)
sprig.max(1, "5", 3)
sprig.maxf(1.5, "2.5")
sprig.min(3)
sprig.round(123.5555, 3)
sprig.round(123.5555, 0)
sprig.round(-2.5, 0)
sprig.round(2.5, 0, 0.6)
sprig.ceil("1.1")
sprig.floor(1.9)
sprig.toDecimal("0777")
sprig.toDecimal("9")
sprig.int("0x1F")
sprig.int("1.00")
sprig.int("1.5")
sprig.int("1_000")
sprig.int("08")
sprig.int(true)
sprig.float64("1e3")
sprig.atoi("12x")
sprig.atoi("-5")
sprig.ternary("a", "b", true)
sprig.ternary("a", "b", "true")
sprig.coalesce("", 0, nil, "x")
sprig.empty({})
sprig.all(1, "a")
sprig.any(0, "")
sprig.quote("a", 1, nil, "q\"")
sprig.squote("a", 1)
sprig.cat("a", 1, nil, true)
sprig.indent(2, "a\nb")
sprig.nindent(2, "a")
sprig.plural("one", "many", 1)
sprig.plural("one", "many", 2)
sprig.trunc(5, "hello world")
sprig.trunc(-5, "hello world")
sprig.trunc(2, "ü")
sprig.substr(0, 5, "hello world")
sprig.substr(-1, 5, "hello")
sprig.substr(3, -1, "hello")
sprig.substr(9, 2, "hello")
sprig.abbrev(5, "hello world")
sprig.abbrev(3, "hello world")
sprig.abbrevboth(5, 10, "1234 5678 9123")
sprig.abbrevboth(9, 7, "1234 5678 9123 4567")
sprig.abbrevboth(6, 12, "abcdefghijklmnopqrstuvwxyz")
sprig.wrap(5, "aaa bbb ccccccccc dd")
sprig.wrapWith(5, "\t", "aaa bbb ccccccccc dd")
sprig.title("hello o'neill wörld")
sprig.untitle("Hello World")
sprig.swapcase("Hello World")
sprig.initials("First Try")
sprig.nospace("h e l l o")
sprig.snakecase("FirstName")
sprig.snakecase("HTTPServer")
sprig.snakecase("Duration2m3s")
sprig.camelcase("http_server")
sprig.camelcase("_complex__case_")
sprig.kebabcase("First Name")
sprig.repeat(3, "ab")
sprig.repeat(-1, "ab")
sprig.trimAll("$", "$5.00$")
sprig.trimSuffix("-", "a-")
sprig.trimPrefix("-", "-a")
sprig.contains("a", "cat")
sprig.sha1sum("Hello world!")
sprig.sha256sum("Hello world!")
sprig.sha512sum("Hello world!")
sprig.adler32sum("Hello world!")
sprig.sha1sum("")
sprig.sha256sum(sprig.repeat(200, "ab"))
sprig.sha512sum(sprig.repeat(200, "ab"))
sprig.sha1sum(sprig.repeat(60, "a"))
sprig.sha256sum("üñ✓")
sprig.b64enc("hello")
sprig.b64dec("aGVsbG8=")
sprig.b64dec("!")
sprig.b32enc("hello")
sprig.b32dec("NBSWY3DP")
sprig.toJson({a: "<b>"})
sprig.toRawJson({a: "<b>"})
sprig.toPrettyJson({a: [1]})
sprig.fromJson("{")
sprig.mustFromJson("{")
sprig.typeOf(1)
sprig.kindOf([])
sprig.kindIs("string", "a")
sprig.deepEqual({a: 1}, {a: 1})
sprig.deepEqual(1, 1.0)
sprig.fail("boom")
sprig.regexMatch("^a", "abc")
sprig.regexMatch("(", "abc")
sprig.regexFind("[0-9]+", "ab12c3")
sprig.regexFindAll("[a-z]", "a1b2c3", -1)
sprig.regexFindAll("[a-z]", "a1b2c3", 2)
sprig.regexReplaceAll("a(x*)b", "-ab-axxb-", "${1}W")
sprig.regexReplaceAll("a(x*)b", "-ab-axxb-", "$1W")
sprig.regexReplaceAllLiteral("a(x*)b", "-ab-axxb-", "${1}")
sprig.regexSplit("z+", "pizza", -1)
sprig.regexSplit("a*", "baaac", -1)
sprig.regexQuoteMeta("1.2.3[x]")
sprig.mustRegexMatch("(", "a")
sprig.base("/a/b.txt")
sprig.dir("/a/b/c.txt")
sprig.clean("/a/../b//c/.")
sprig.ext("a.tar.gz")
sprig.isAbs("/a")
sprig.osBase("a/b/")
sprig.urlParse("https://u:p@h.io:8/p?q=1#f")
sprig.urlJoin({scheme: "https", host: "h.io", path: "a b"})
sprig.semverCompare("^1.2.0", "1.3.0")
sprig.semverCompare("~1.2.0", "1.3.0")
sprig.semverCompare(">= 1.0.0, < 2.0.0", "1.5.0")
sprig.semverCompare("^0.0.3", "0.0.4")
sprig.semverCompare("1.2.3 - 2.3.4", "2.0.0")
sprig.semverCompare(">1.0.0-alpha", "1.0.0-beta")
sprig.date("2006-01-02", 0)
sprig.dateInZone("2006-01-02 15:04 MST", 1700000000, "Europe/Berlin")
sprig.dateInZone("2006-01-02 15:04 MST", 1700000000, "Nowhere")
sprig.toDate("2006-01-02", "2024-02-30")
sprig.toDate("2006-01-02", "2024-02-29")
sprig.mustToDate("2006-01-02", "x")
sprig.unixEpoch(date("2024-01-01"))
sprig.dateModify("1h", date("2024-01-01"))
sprig.htmlDate(1700000000)
sprig.duration("95")
sprig.durationRound("2h10m5s")
sprig.durationRound("2400h10m5s")
sprig.replace("/", "-", "a/b/c")
sprig.split("-", "a-b") | len()
sprig.tuple(1, 2)[1]
sprig.reverse([1, 2, 3])
sprig.biggest(1, 9, 3)
sprig.hello()
`), "\n")
