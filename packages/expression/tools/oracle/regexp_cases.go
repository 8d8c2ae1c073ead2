package main

import "fmt"

// regexpCases search texts for patterns of RE2's syntax.
func regexpCases() []testCase {
	var cases []testCase
	patterns := []string{
		`a`, `a+`, `a*`, `a*?`, `(a)(b)?`, `(a|ab)(c|bcd)(d*)`, `^a`, `a$`, `^$`, `\bfoo\b`, `\B`, `[a-c]+`, `[^a-c]`, `[[:alpha:]]+`, `[[:^digit:]]`, `\d+`, `\D`, `\w+`, `\W`, `\s`, `\pL+`, `\p{Greek}`, `\PN`, `\p{^L}`, `[\p{Lu}\d]+`,
		`(?i)AbC`, `(?s).+`, `(?m)^b`, `(?U)a+`, `(?i:a)B`, `a{2}`, `a{2,}`, `a{1,2}?`, `a{,2}`, `\x61`, `\x{1F600}`, `\141`, `\Qa.b\E+`, `\t|\n`, `.`, `(?:ab)+`, `(?P<x>a)(?P<y>b)`, `(?<x>a)`, `()`, `|a`, `a||b`, `[]a]`, `[a-]`, `[-a]`, `[\]]`, `\.`, `\/`, `\-`, `[\w-]+`,
		`(`, `)`, `[`, `]`, `*`, `a**`, `a{3,2}`, `a{1001}`, `\`, `\q`, `\8`, `(?=a)`, `(?<!a)b`, `(a)\1`, `[z-a]`, `[[:foo:]]`, `\p{Nope}`, `(?P<x>a)(?P<x>b)`, `(?P<1x>a)`, `(?z)a`, `a++`, `x*+`, `\C`, `\Z`, `\z`, `\A`, `(a*)*`, `(a*)+`, `(a|b)*c|d`, `é+`, `[é-ü]`, `(?i)k`, `(?i)straße`, `(?i)[^a]`, `^*`, `$?`, `(?:)`, `{`, `a{`, `a{1`, `a{x}`, `[a`, `(?i`, `(?P<x`,
	}
	texts := []string{"", "a", "aaa bbb", "abcd", "foo bar foobar", "ABC abc", "line\nb", "αβγ Δ", "a.b.b", "x\ty", "😀 é", "aab-_-]", "123 a1b2", "\u212a k K", "dac"}
	s := newSource(4 + seed)
	for _, pattern := range patterns {
		for i := 0; i < 3; i++ {
			text := texts[s.Intn(len(texts))]
			cases = append(cases, evaluate(fmt.Sprintf("sprig.regexFindAll(%s, %q, -1)", quoted(pattern), text)))
		}
		text := texts[s.Intn(len(texts))]
		cases = append(cases, evaluate(fmt.Sprintf("sprig.regexReplaceAll(%s, %q, %q)", quoted(pattern), text, s.pick("<$0>", "$1-$2", "${x}$$", "$1x", "\\1"))))
		cases = append(cases, evaluate(fmt.Sprintf("sprig.regexSplit(%s, %q, %s)", quoted(pattern), text, s.pick("-1", "2", "0"))))
		cases = append(cases, evaluate(fmt.Sprintf("%q matches %s", text, quoted(pattern))))
	}
	return cases
}
