package main

import "fmt"

// timeCases parse and print times by layouts.
func timeCases() []testCase {
	var cases []testCase
	layouts := []string{
		"2006-01-02", "2006-01-02 15:04:05", "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05.999999999Z07:00", "Jan _2 06 03:04PM", "Monday, 02-Jan-06 15:04:05 MST",
		"Mon Jan _2 15:04:05 2006", "02 Jan 06 15:04 -0700", "3:04PM", "2006-002", "20060102150405", "January 2, 2006", "15:04:05.000", "2006-01-02 15:04:05 -07:00", "1/2/06", "__2 2006", "2006-01-02T15Z0700", "pm", "Z070000 2006",
	}
	values := []string{
		"2024-02-29", "2024-02-30", "2023-02-29", "2024-13-01", "2024-02-29 23:59:59", "2024-02-29 24:00:00", "2024-02-29T10:20:30Z", "2024-02-29T10:20:30.123456789+05:30", "Feb 29 24 11:07AM",
		"Thursday, 29-Feb-24 10:20:30 UTC", "Thu Feb  9 10:20:30 2024", "29 Feb 24 10:20 +0100", "12:05AM", "12:05PM", "13:05PM", "2024-060", "2024-366", "2023-366", "20240229102030", "February 29, 2024", "10:20:30.125", "2024-02-29 10:20:30 -08:00", "2/29/24", "1/1/69", "1/1/68", " 60 2024", "2024-02-29T10Z", "x", "", "2024-02-29T10:20:30.5Z", "29 Feb 24 10:20 CET", "am", "Z 2024", "+010203 2024",
	}
	for _, layout := range layouts {
		for _, value := range values {
			c := evaluate(fmt.Sprintf("string(date(%q, %q))", value, layout))
			// A layout refuses most values; those of its own are what matters.
			if c.Error == "" || len(value)%3 == len(layout)%3 {
				cases = append(cases, c)
			}
		}
	}
	for _, layout := range layouts {
		for _, at := range []string{"2024-02-29T10:20:30Z", "1999-12-31T23:59:59.999999999+05:30", "0001-01-01T00:00:00Z", "2024-07-04T00:05:06.007-03:00"} {
			cases = append(cases, evaluate(fmt.Sprintf("date(%q).Format(%q)", at, layout)))
		}
	}
	for _, text := range []string{"1h", "1h1m1s", "1.5h", "-1.5h", "100ms", "1us", "1µs", "1ns", "1h-1m", "1", "", ".5s", "1.s", "5d", "0", "+5m", "9223372036854775807ns", "9223372036854775808ns", "-9223372036854775808ns", "3600s", "1m0.000000001s", "999ns", "1001us", "2562047h47m16.854775807s"} {
		cases = append(cases, evaluate(fmt.Sprintf("string(duration(%q))", text)))
	}
	for _, zone := range []string{"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC", "Nope/Zone", "", "europe/berlin"} {
		for _, at := range []string{"2024-03-31 02:30:00", "2024-10-27 02:30:00", "2024-07-01 12:00:00", "1900-01-01 00:00:00", "2024-03-10 02:30:00"} {
			cases = append(cases, evaluate(fmt.Sprintf("toJson(date(%q, \"2006-01-02 15:04:05\", %q))", at, zone)))
		}
	}
	return cases
}
