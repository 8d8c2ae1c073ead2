const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Whether a text is a point in time as RFC 3339 writes it; the day need not be one of the calendar's. */
export function isTimeText(text: string): boolean {
  return RFC_3339.test(text);
}
