// The oracle writes what the libraries that Argo 4.1.2 uses make of many expressions, as cases for this package's
// tests: expr-lang, govaluate, sprig and jsonpath in the versions of its go.mod.
//
// Generate anew, in this directory (needs Go 1.26 and the module proxy):
//
//	go run . ../../testdata
//
// The cases are drawn from a fixed seed: the files change only when this program or a version does. A second argument
// is another seed, for a wider look (ORACLE_DIRECTORY makes the tests read those files):
//
//	go run . /tmp/cases 7 && ORACLE_DIRECTORY=/tmp/cases node --test ../../src/oracle.test.ts
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
)

// outcome is what a library made of an input: a value (its type in expr-lang's words, its JSON where it has one, its
// text as %v prints it), or an error.
type outcome struct {
	Type  string `json:"type,omitempty"`
	JSON  string `json:"json,omitempty"`
	Text  string `json:"text,omitempty"`
	Error string `json:"error,omitempty"`
}

// testCase is one line of a file. The variables are those of variables().
type testCase struct {
	Input string `json:"input"`
	// Compiles is false where an error comes before the run.
	Compiles *bool `json:"compiles,omitempty"`
	outcome
}

// seed is added to the seed of each file.
var seed int64

func main() {
	if len(os.Args) < 2 || len(os.Args) > 3 {
		fmt.Fprintln(os.Stderr, "usage: go run . DIRECTORY [SEED]")
		os.Exit(2)
	}
	if len(os.Args) == 3 {
		drawn, err := strconv.ParseInt(os.Args[2], 10, 32)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		seed = drawn * 1000
	}
	files := map[string][]testCase{
		"expr.jsonl":     exprCases(),
		"when.jsonl":     whenCases(),
		"sprig.jsonl":    sprigCases(),
		"jsonpath.jsonl": jsonPathCases(),
		"time.jsonl":     timeCases(),
		"regexp.jsonl":   regexpCases(),
		"tags.jsonl":     tagsCases(),
	}
	for name, cases := range files {
		if err := write(filepath.Join(os.Args[1], name), unique(cases)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	variablesJSON, _ := json.MarshalIndent(variables(), "", "  ")
	if err := os.WriteFile(filepath.Join(os.Args[1], "variables.json"), append(variablesJSON, '\n'), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

var address = regexp.MustCompile(`0x[0-9a-f]{6,}`)

func unique(cases []testCase) []testCase {
	seen := map[string]bool{}
	var kept []testCase
	for _, c := range cases {
		// A function prints as its address, which differs from run to run.
		if !seen[c.Input] && !address.MatchString(c.Text) {
			seen[c.Input] = true
			kept = append(kept, c)
		}
	}
	return kept
}

func write(path string, cases []testCase) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	buffer := bufio.NewWriter(file)
	encoder := json.NewEncoder(buffer)
	encoder.SetEscapeHTML(false)
	for _, c := range cases {
		if err := encoder.Encode(c); err != nil {
			return err
		}
	}
	fmt.Println(path, len(cases))
	return buffer.Flush()
}
