package main

import (
	"fmt"
	"strings"

	"github.com/Knetic/govaluate"
)

// whenCases are conditions, decided as Argo's shouldExecute does with govaluate.
func whenCases() []testCase {
	var cases []testCase
	for _, input := range handWrittenConditions {
		cases = append(cases, decide(input))
	}
	s := newSource(2 + seed)
	word := func() string {
		return s.pick("a", "foo", "Succeeded", "Failed", "true", "false", "1", "2.5", "0x1f", "'text'", `"a b"`, "[in brackets]", "a.B", "v1.2", "in", "2020-01-01",
			"'2020-01-01'", "-3", "''", "x_y", "é", "10", "'10'", "a-b")
	}
	operator := func() string {
		return s.pick("==", "!=", "<", ">", "<=", ">=", "=~", "!~", "in", "&&", "||", "+", "-", "*", "/", "%", "**", "&", "|", "^", "<<", ">>", "?", ":", "??", ",", "")
	}
	for i := 0; i < 600; i++ {
		var parts []string
		for n := 1 + s.Intn(4); n > 0; n-- {
			term := word()
			switch s.Intn(9) {
			case 0:
				term = "(" + term + ")"
			case 1:
				term = s.pick("!", "-", "~") + term
			case 2:
				term = "(" + word() + ", " + word() + ")"
			case 3:
				term = "(" + word() + " " + s.pick("==", "!=", "<") + " " + word() + ")"
			}
			parts = append(parts, term)
			if n > 1 {
				parts = append(parts, operator())
			}
		}
		cases = append(cases, decide(strings.Join(parts, s.pick(" ", " ", " ", ""))))
	}
	for i := 0; i < 400; i++ {
		cases = append(cases, decide(condition(s, 1+s.Intn(3))))
	}
	return cases
}

// condition is one that can mostly be decided.
func condition(s source, depth int) string {
	text := func() string {
		return s.pick("Succeeded", "Failed", "'a b'", "[a b]", "x1", "''", "\"it's\"", "é", "'2'", "Zed")
	}
	number := func() string {
		return s.pick("1", "2.5", "-3", "0x1f", "10", "(1 + 2)", "2 ** 3", "7 % 4", "1 / 4", "5 & 6", "5 | 2", "6 ^ 3", "1 << 4", "~1", "10 - 2 - 3", "2 * 3 + 1")
	}
	date := func() string {
		return s.pick("'2024-02-29'", "'2024-02-29 10:00'", "'2024-02-29T10:00:00Z'", "'Thu Feb 29 10:00:00 2024'", "'1969-12-31'", "1709164800")
	}
	comparison := func() string { return s.pick("==", "!=", "<", ">", "<=", ">=") }
	if depth > 1 && s.chance(70) {
		switch s.Intn(4) {
		case 0:
			return fmt.Sprintf("!(%s)", condition(s, depth-1))
		case 1:
			return fmt.Sprintf("(%s)", condition(s, depth-1))
		case 2:
			return fmt.Sprintf("(%s) ? (%s) : (%s)", condition(s, depth-1), condition(s, depth-1), condition(s, depth-1))
		default:
			return fmt.Sprintf("%s %s %s", condition(s, depth-1), s.pick("&&", "||"), condition(s, depth-1))
		}
	}
	switch s.Intn(7) {
	case 0, 1:
		return fmt.Sprintf("%s %s %s", text(), comparison(), text())
	case 2:
		return fmt.Sprintf("%s %s %s", number(), comparison(), number())
	case 3:
		return fmt.Sprintf("%s in (%s, %s, %s)", s.pick(text(), number()), text(), number(), text())
	case 4:
		return fmt.Sprintf("%s %s %s", text(), s.pick("=~", "!~"), s.pick("'^S'", "ed", "'[a-z]+$'", "'(?i)succeeded'"))
	case 5:
		return fmt.Sprintf("%s %s %s", date(), comparison(), date())
	default:
		return s.pick("true", "false", "true == true", "'a' + 1 == a1", "1 == true", "Succeeded != false")
	}
}

func decide(when string) (c testCase) {
	c.Input = when
	defer func() {
		if r := recover(); r != nil {
			c.Error = fmt.Sprintf("panic: %v", r)
		}
	}()
	expression, err := govaluate.NewEvaluableExpression(when)
	if err != nil {
		hint := ""
		if strings.Contains(err.Error(), "Invalid token") {
			hint = ` (hint: try wrapping the affected expression in quotes ("))`
		}
		c.Error = fmt.Sprintf("Invalid 'when' expression '%s': %v%s", when, err, hint)
		return c
	}
	tokens := expression.Tokens()
	for i := range tokens {
		if tokens[i].Kind == govaluate.VARIABLE {
			tokens[i].Kind = govaluate.STRING
		}
	}
	expression, err = govaluate.NewEvaluableExpressionFromTokens(tokens)
	if err != nil {
		c.Error = fmt.Sprintf("Failed to parse 'when' expression '%s': %v", when, err)
		return c
	}
	result, err := expression.Evaluate(nil)
	if err != nil {
		c.Error = fmt.Sprintf("Failed to evaluate 'when' expresion '%s': %v", when, err)
		return c
	}
	if decision, ok := result.(bool); ok {
		c.Text = fmt.Sprint(decision)
		return c
	}
	c.Error = fmt.Sprintf("Expected boolean evaluation for '%s'. Got %v", when, result)
	return c
}

var handWrittenConditions = []string{
	"true", "false", "Succeeded == Succeeded", "Succeeded != Succeeded", "1 == 1.0", "'1' == 1", "foo", " ", "()", "(", ")", "a) == (b",
	"!true", "!foo", "!(foo == bar)", "a && b", "true && b", "false && b", "true || b", "1 + 1 == 2", "a + b == ab", "1 + a == '1a'", "2 ** 3 == 8",
	"2 ** 3 ** 2 == 64", "7 % 4 == 3", "1 / 0 > 5", "5 & 4 == 4", "1 << 3 == 8", "-8 >> 1 == 5", "~1 == -2", "1 < 2 < 3", "a < b", "a < 1", "1 - -1 == 2",
	"foo =~ '^f'", "foo =~ fo+", "foo !~ '^b'", "foo =~ '('", "foo =~ (", "1 =~ 1", "foo in (foo, bar)", "foo in (foo)", "foo in foo", "foo in ('foo', 1, true)",
	"1 in (1, 2)", "(1, 2) == (1, 2)", "(1, 2) in ((1, 2), 3)", "true ? true : false", "false ? true : false", "(false ? 1 : 2) == 2", "true ?? false", "a ? b : c",
	"'2020-01-01' < '2020-01-02'", "'2020-01-01T10:00:00Z' == '2020-01-01T10:00:00+00:00'", "'2020-01-01 10:00' < 5", "'10:00PM' == '10:00PM'", "[a b] == 'a b'", "[a", "'a", "a\\ b == 'a b'", "'a\\'b' == \"a'b\"",
	"a\\", "0x1G == 1", "0x == 1", "1.2.3 == 1", "1..2", ". == 1", "a. == 1", "a.b == 1", "A.B == 1", "v1.2.3 == v1.2.3", "1.5 == 1.5", "@", "# == 1", "a === b", "a = b", "a <> b",
	"a @ b", "foo(1)", "in (1)", "a in", "== a", "a ==", "a == )", "(a == )", "(a) b == c", "(true) false", "true (false)", "{{x}} == 1", "\"{{= a }}\" == 1", "ä == ä", "٣ == 3",
	"true == 'true'", "True == True", "TRUE == TRUE", "IN == 1", "a IN (a, b)", "null == null", "nil == nil", "a-b == a-b", "'a-b' == 'a-b'", "a/b == a/b", "-1 == -1", "- 1 == -1", "!!true", "! !true",
	"!true || true", "1 == 1 && 2 == 2", "1 == 1 || foo", "1,2", "1 == 1,2", "\ttrue\n", "true\u00a0== true", "10 > 9", "'10' > '9'", "1e3 == 1000", "100000000 == foo", "foo == 100000000 + 1", "1000000 + a",
}
