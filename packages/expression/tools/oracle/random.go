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
func (s source) list(count int, separator string, item func() string) string {
	parts := make([]string, count)
	for i := range parts {
		parts[i] = item()
	}
	return strings.Join(parts, separator)
}
