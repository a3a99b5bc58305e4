import 'tabulator-tables/dist/css/tabulator_simple.min.css';
import './site.css';
import { Island } from './island';
import { CavumUpload } from './upload';
import { ask } from './viewer-files';
import { poster } from './viewer-poster';

/** PET, CT and mask of a scan in three planes. */
class CavumViewer extends Island {
  async open(place: HTMLElement): Promise<void> {
    if (typeof WebGL2RenderingContext === 'undefined') throw new Error('this browser has no WebGL 2; the planes drawn by the server stand below');
    const first = poster(this, place);
    const volumes = ask(this.getAttribute('scan')!, this.hasAttribute('ct'), (this.getAttribute('lesions') ?? '[]') !== '[]');
    const { showReading } = await import('./viewer');
    await showReading(this, place, first, volumes);
  }

  /** A pointer over the button, or focus on it, is a reader who is about to press it. */
  override connectedCallback(): void {
    super.connectedCallback();
    const prepare = (): void => void import('./viewer').catch(() => undefined);
    const button = this.querySelector('.island-bar button')!;
    for (const sign of ['pointerenter', 'focus']) button.addEventListener(sign, prepare, { once: true });
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

/** A form whose result follows its fields; without scripts its button does the same. */
class CavumLive extends HTMLElement {
  private waiting = 0;
  private asked?: AbortController;

  connectedCallback(): void {
    this.addEventListener('input', event => {
      const field = event.target as HTMLInputElement;
      const shown = field.type === 'range' ? field.parentElement?.querySelector('output') : null;
      if (shown) shown.textContent = field.value;
      window.clearTimeout(this.waiting);
      this.waiting = window.setTimeout(() => void this.refresh(), 150);
    });
  }

  private async refresh(): Promise<void> {
    const form = this.querySelector('form')!;
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === 'string' && value !== '') fields.append(name, value);
    const address = `${form.action}?${fields}`;
    this.asked?.abort();
    this.asked = new AbortController();
    try {
      const response = await fetch(address, { signal: this.asked.signal });
      if (!response.ok) return;
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      const now = page.querySelector('#live');
      if (now) this.querySelector('#live')!.replaceChildren(...now.childNodes);
      history.replaceState(null, '', address);
    } catch (fault) {
      if (!(fault instanceof DOMException)) throw fault;
    }
  }
}

/** A figure as PNG, drawn by the browser at three times its size (about 300 dpi on a page); without scripts the SVG is there. */
class CavumPng extends HTMLElement {
  connectedCallback(): void {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'PNG';
    button.addEventListener('click', () => void this.save(button));
    this.append(button);
  }

  private async save(button: HTMLButtonElement): Promise<void> {
    const scale = 3;
    const picture = new Image();
    picture.src = this.getAttribute('src')!;
    await picture.decode();
    const canvas = document.createElement('canvas');
    canvas.width = picture.naturalWidth * scale;
    canvas.height = picture.naturalHeight * scale;
    const pen = canvas.getContext('2d')!;
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const file = await new Promise<Blob | null>(done => canvas.toBlob(done, 'image/png'));
    if (!file) {
      button.textContent = 'PNG failed: take the SVG';
      return;
    }
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = `${this.getAttribute('name')}.png`;
    link.click();
    URL.revokeObjectURL(link.href);
  }
}

customElements.define('cavum-upload', CavumUpload);
customElements.define('cavum-png', CavumPng);
customElements.define('cavum-live', CavumLive);
customElements.define('cavum-viewer', CavumViewer);
customElements.define('cavum-curves', CavumCurves);
customElements.define('cavum-table', CavumTable);

document.addEventListener('keydown', event => {
  const at = document.activeElement;
  if (event.key !== '/' || event.ctrlKey || event.metaKey || at instanceof HTMLInputElement || at instanceof HTMLSelectElement || at instanceof HTMLTextAreaElement) return;
  event.preventDefault();
  document.querySelector<HTMLInputElement>('#search')?.focus();
});
