package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/parser"
	"github.com/valyala/fasttemplate"
)

// tagsCases replace the tags of texts. Where they begin and end is fasttemplate's doing; what they become follows
// Argo's rules for a replacement that leaves unknown names, in the JSON of the text, as Argo does it.
func tagsCases() []testCase {
	var cases []testCase
	for _, input := range handWrittenTags {
		cases = append(cases, replaceTags(input))
	}
	s := newSource(5 + seed)
	piece := func() string {
		return s.pick("{{", "}}", "{{", "}}", "{", "}", "workflow.name", " ", "inputs.parameters.n", "=", "item", "nope", "tasks.a.status", "x", "\"", "'", "+ 1", "\n",
			"{{workflow.name}}", "{{ flag }}", "{{=asInt(count) + 1}}", "{{=absent ?? 'none'}}", "{{=nope}}", "{{absent}}", "{{=[1]}}", "{{outer-{{item}}}}", "é", "<&>", "\t", "\\")
	}
	for i := 0; i < 450; i++ {
		cases = append(cases, replaceTags(s.list(1+s.Intn(6), "", piece)))
	}
	return cases
}

func replaceTags(input string) (c testCase) {
	c.Input = input
	defer func() {
		if r := recover(); r != nil {
			c.Error = fmt.Sprintf("panic: %v", r)
		}
	}()
	quoted, err := json.Marshal(input)
	if err != nil {
		c.Error = err.Error()
		return c
	}
	template, err := fasttemplate.NewTemplate(string(quoted), "{{", "}}")
	if err != nil {
		c.Error = "Cannot find end tag"
		return c
	}
	var output strings.Builder
	if _, err := template.ExecuteFunc(&output, writeTag); err != nil {
		c.Error = err.Error()
		return c
	}
	if err := json.Unmarshal([]byte(output.String()), &c.Text); err != nil {
		c.Error = "the result was invalid JSON"
	}
	return c
}

func writeTag(w io.Writer, tag string) (int, error) {
	if rest, ok := strings.CutPrefix(tag, "="); ok {
		replacement, err := expressionOr(rest, "{{"+tag+"}}")
		if err != nil {
			return 0, err
		}
		return io.WriteString(w, replacement)
	}
	values := variables()
	value, known := values[strings.TrimSpace(tag)]
	if !known {
		if at := strings.LastIndex(tag, "{{"); at > 0 {
			if inner, ok := values[tag[at+2:]].(string); ok {
				return io.WriteString(w, "{{"+tag[:at]+escaped(inner))
			}
			if _, ok := values[tag[at+2:]]; ok {
				return 0, fmt.Errorf("unable to substitute nested tag {{%s}}: %q is an absent optional", unescaped(tag), tag[at+2:])
			}
		}
		return io.WriteString(w, "{{"+tag+"}}")
	}
	if value == nil {
		return 0, fmt.Errorf("unable to substitute {{%s}}: output is an absent optional (skipped/omitted node with no default)", tag)
	}
	return io.WriteString(w, escaped(value.(string)))
}

// unescaped is a tag as it stands in the text, for messages: Argo's show the JSON.
func unescaped(tag string) string {
	var text string
	if err := json.Unmarshal([]byte(`"`+tag+`"`), &text); err != nil {
		return tag
	}
	return text
}

func escaped(text string) string {
	quoted := strconv.Quote(text)
	return quoted[1 : len(quoted)-1]
}

// expressionOr gives the value of an expression for the inside of a JSON text, or the text of its tag.
func expressionOr(source string, unresolved string) (string, error) {
	for _, html := range [][2]string{{`\u003c`, "<"}, {`\u003e`, ">"}, {`\u0026`, "&"}} {
		source = strings.ReplaceAll(source, html[0], html[1])
	}
	var expression string
	if err := json.Unmarshal([]byte(`"`+source+`"`), &expression); err != nil {
		return unresolved, nil
	}
	// What is no expression at all will not become one.
	if _, err := parser.Parse(expression); err != nil {
		return "", fmt.Errorf("failed to evaluate expression: %w", err)
	}
	env := environment()
	program, err := expr.Compile(expression, expr.Env(env))
	if err != nil {
		return unresolved, nil
	}
	value, err := expr.Run(program, env)
	if err != nil || value == nil {
		return unresolved, nil
	}
	marshalled, err := json.Marshal(value)
	if err != nil {
		return unresolved, nil
	}
	if _, ok := value.(string); ok {
		return string(marshalled[1 : len(marshalled)-1]), nil
	}
	return escaped(string(marshalled)), nil
}

var handWrittenTags = []string{
	"", "plain", "{{workflow.name}}", "{{ workflow.name }}", "{{\u00a0workflow.name\u2003}}", "{{\nworkflow.name}}", "{{workflow.name}}{{flag}}", "{{}}", "{{ }}", "{{{workflow.name}}}", "{{{{workflow.name}}}}",
	"{{nope}}", "{{ nope }}", "{{absent}}", "{{=absent}}", "{{=absent ?? 1}}", "{{=inputs.parameters}}", "{{inputs.parameters}}", "{{=inputs.parameters.s}}", "{{=toJson('<&>')}}", "{{='<&>'}}", "{{=\"a\\nb\"}}", "{{='a' +}}",
	"{{=item", "{{", "}}", "a }} b", "{{a{{item}}b}}", "{{outer-{{item}}}}", "{{outer-{{absent}}}}", "{{= {a: {b: 1}} }}", "{{={a: 1}}}", "{{=1 / 0}}", "{{=map(1..3, # * 2)}}", "{{=sprig.trim(' x ')}}", "{{ =1}}", "{{=1}} {{=1.0}} {{=1.5e300}}", "{{='}}'}}", "{{workflow.name}", "{workflow.name}}", "<{{workflow.name}}>",
}
