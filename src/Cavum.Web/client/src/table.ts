import { TabulatorFull as Tabulator } from 'tabulator-tables';

/** Rebuilds a table so that it sorts and filters; links inside cells stay links. */
export async function showTable(place: HTMLElement, table: HTMLTableElement): Promise<void> {
  const heads = [...table.tHead!.rows[0].cells].map(cell => cell.textContent!.trim());
  const rows = [...table.tBodies[0].rows].map(row => Object.fromEntries([...row.cells].map((cell, i) => [`c${i}`, cell.innerHTML])));
  const plain = (html: string): string => { const e = document.createElement('template'); e.innerHTML = html; e.content.querySelectorAll('.rid').forEach(r => r.remove()); return e.content.textContent!.trim(); };
  const compare = (a: string, b: string): number => {
    const [x, y] = [plain(a), plain(b)];
    const [m, n] = [Number(x.replace('−', '-')), Number(y.replace('−', '-'))];
    return Number.isNaN(m) || Number.isNaN(n) ? x.localeCompare(y, 'en', { numeric: true }) : m - n;
  };
  const box = document.createElement('div');
  place.append(box);
  const grid = new Tabulator(box, {
    data: rows, layout: 'fitDataStretch', movableColumns: false,
    columns: heads.map((title, i) => ({
      title, field: `c${i}`, formatter: 'html', sorter: compare, headerFilter: 'input',
      headerFilterFunc: (wanted: string, value: string) => plain(value).toLowerCase().includes(wanted.toLowerCase()),
      headerFilterParams: { elementAttributes: { 'aria-label': `Filter ${title}` } },
    })),
  });
  await new Promise<void>(done => grid.on('tableBuilt', () => done()));
  box.setAttribute('aria-label', table.caption?.textContent ?? 'table');
}
