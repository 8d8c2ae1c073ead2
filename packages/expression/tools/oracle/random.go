package main

import (
	"math/rand"
	"strings"
)

// source draws from a fixed seed.
type source struct{ *rand.Rand }

func newSource(seed int64) source { return source{rand.New(rand.NewSource(seed))} }

func (s source) pick(options ...string) string { return options[s.Intn(len(options))] }

func (s source) chance(percent int) bool { return s.Intn(100) < percent }

// list joins so many texts.
func (s source) list(count int, separator string, make func() string) string {
	parts := make0(count)
	for i := range parts {
		parts[i] = make()
	}
	return strings.Join(parts, separator)
}

func make0(count int) []string { return make([]string, count) }
