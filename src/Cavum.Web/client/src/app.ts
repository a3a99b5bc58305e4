import 'tabulator-tables/dist/css/tabulator_simple.min.css';
import './site.css';
import { Island } from './island';

/** PET, CT and mask of a scan in three planes. */
class CavumViewer extends Island {
  async open(place: HTMLElement): Promise<void> {
    if (!document.createElement('canvas').getContext('webgl2')) throw new Error('this browser has no WebGL 2; the projections below show the scan');
    const { showScan } = await import('./viewer');
    this.dataset.gl = await showScan(place, this.getAttribute('scan')!, this.hasAttribute('ct'), this.hasAttribute('mask'));
  }
}

/** Amplification curves with zoom. */
class CavumCurves extends Island {
  async open(place: HTMLElement): Promise<void> {
    const { showCurves } = await import('./curves');
    const response = await fetch(this.getAttribute('src')!);
    if (!response.ok) throw new Error(`the curves answered ${response.status}`);
    showCurves(place, await response.json());
  }
}

/** The table inside the element, sortable and with filters. */
class CavumTable extends Island {
  async open(place: HTMLElement): Promise<void> {
    const { showTable } = await import('./table');
    const table = this.querySelector('table')!;
    await showTable(place, table);
    table.closest<HTMLElement>('.scroll')!.hidden = true;
  }
}

customElements.define('cavum-viewer', CavumViewer);
customElements.define('cavum-curves', CavumCurves);
customElements.define('cavum-table', CavumTable);

document.addEventListener('keydown', event => {
  const at = document.activeElement;
  if (event.key !== '/' || event.ctrlKey || event.metaKey || at instanceof HTMLInputElement || at instanceof HTMLSelectElement || at instanceof HTMLTextAreaElement) return;
  event.preventDefault();
  document.querySelector<HTMLInputElement>('#search')?.focus();
});
