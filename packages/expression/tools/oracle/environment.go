package main

import (
	"encoding/json"
	"fmt"

	sprig "github.com/Masterminds/sprig/v3"
	"github.com/doublerebel/bellows"
	"github.com/evilmonkeyinc/jsonpath"
	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/builtin"
)

// variables are what the cases may refer to; nil is an absent optional.
func variables() map[string]any {
	return map[string]any{
		"inputs.parameters.n":            "3",
		"inputs.parameters.f":            "2.5",
		"inputs.parameters.s":            "héllo Wörld",
		"inputs.parameters.list":         `[1,2,{"a":"b"}]`,
		"inputs.parameters.json":         `{"a":{"b":[1,2.5,"x",null,true]},"c":""}`,
		"tasks.a.status":                 "Succeeded",
		"tasks.a.outputs.result":         "42",
		"tasks.b-1.outputs.parameters.x": nil,
		"tasks.b-1.status":               "Skipped",
		"workflow.name":                  "wf",
		"workflow.parameters.csv":        "a,b,,c",
		"flag":                           "true",
		"empty":                          "",
		"absent":                         nil,
		"item":                           "x",
		"count":                          "7",
	}
}

// environment is Argo's util/expr/env over the variables.
func environment() map[string]any {
	env := bellows.Expand(variables())
	functions := sprig.GenericFuncMap()
	delete(functions, "env")
	delete(functions, "expandenv")
	env["asInt"] = builtin.Int
	env["asFloat"] = builtin.Float
	env["jsonpath"] = func(text string, path string) any {
		var value any
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			panic(err)
		}
		found, err := jsonpath.Query(path, value)
		if err != nil {
			panic(err)
		}
		return found
	}
	env["toJson"] = func(v any) string {
		output, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		return string(output)
	}
	env["sprig"] = functions
	return env
}

// evaluate compiles and runs an expression; panics are errors.
func evaluate(input string) (c testCase) {
	c.Input = input
	compiles := false
	c.Compiles = &compiles
	defer func() {
		if r := recover(); r != nil {
			c.Error = fmt.Sprintf("panic: %v", r)
		}
	}()
	env := environment()
	program, err := expr.Compile(input, expr.Env(env))
	if err != nil {
		c.Error = err.Error()
		return c
	}
	compiles = true
	value, err := expr.Run(program, env)
	if err != nil {
		c.Error = err.Error()
		return c
	}
	c.outcome = outcomeOf(value)
	return c
}

func outcomeOf(value any) outcome {
	o := outcome{Type: fmt.Sprint(builtin.Type(value)), Text: fmt.Sprintf("%v", value)}
	if encoded, err := json.Marshal(value); err == nil {
		o.JSON = string(encoded)
	}
	return o
}
