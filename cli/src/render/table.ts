import { withoutCodes } from './style.ts';

/**
 * Lines with aligned columns, laid out as Go's text/tabwriter does with left alignment: a cell belongs to a column
 * only when another cell follows it on its line, and a column's width is that of the widest cell in each unbroken run
 * of lines that have it. So a header's last cell does not widen a column, and a line that ends early cuts it in two.
 * Width is counted in code points, colour codes apart. Trailing blanks are cut (Argo prints them).
 */
export function table(rows: readonly (readonly string[])[], padding: number): string[] {
  const widths = rows.map((row) => row.map(visibleWidth));
  const columns = Math.max(0, widths.reduce((most, row) => Math.max(most, row.length), 0) - 1);
  for (let column = 0; column < columns; column++) alignColumn(widths, column);
  return rows.map((row, line) => {
    let text = '';
    for (const [column, cell] of row.entries()) {
      const isLast = column === row.length - 1;
      text += isLast ? cell : cell + ' '.repeat((widths[line]?.[column] ?? 0) - visibleWidth(cell) + padding);
    }
    return text.trimEnd();
  });
}

/** Sets the widths of a column's cells to the widest of their run. */
function alignColumn(widths: number[][], column: number): void {
  let run: number[][] = [];
  for (const row of [...widths, []]) {
    if (column < row.length - 1) {
      run.push(row);
      continue;
    }
    const widest = run.reduce((most, cells) => Math.max(most, cells[column] ?? 0), 0);
    for (const cells of run) cells[column] = widest;
    run = [];
  }
}

/** Code points that a terminal shows of the text. */
export function visibleWidth(text: string): number {
  let width = 0;
  for (const _ of withoutCodes(text)) width++;
  return width;
}
