import { base, element, suvWindow, zoom, type Screen } from './viewer';
import type { LesionList } from './viewer-lesions';

interface Refusal { place: string; read: string; expected: string }
interface Saved { file: string; sha256: string; mtvMl: number; lesions: { number: number; volumeMl: number; suvMax: number }[]; notes: string[]; refused?: Refusal[] }

/** Window, other time point, brush, threshold and saving. */
export function tools(host: HTMLElement, screen: Screen, list: LesionList, status: HTMLElement, openOther: (scan: string) => Promise<Screen>): HTMLElement {
  const { nv, scan } = screen, bar = element('div', 'viewer-tools'), shown: Screen[] = [screen];
  bar.setAttribute('role', 'group');
  bar.setAttribute('aria-label', 'Viewer tools');
  let high = suvWindow, pen: 'none' | 'brush' | 'eraser' = 'none';
  const button = (name: string, words: string, does: () => void, toggles = false): HTMLButtonElement => {
    const made = element('button', '', words);
    made.type = 'button';
    made.dataset.tool = name;
    if (toggles) made.setAttribute('aria-pressed', 'false');
    made.addEventListener('click', does);
    bar.append(made);
    return made;
  };
  const windowWords = element('span');
  const setWindow = (to: number): void => {
    high = Math.min(40, Math.max(1, to));
    for (const s of shown) {
      s.nv.volumes[s.pet]!.cal_max = high;
      s.nv.updateGLVolume();
    }
    windowWords.textContent = `SUV 0 to ${high}`;
    host.querySelectorAll('.viewer-scales span:last-child').forEach(end => { end.textContent = String(high); });
  };
  button('narrower', 'narrower', () => setWindow(high - 1));
  bar.append(windowWords);
  button('wider', 'wider', () => setWindow(high + 1));
  windowWords.textContent = `SUV 0 to ${high}`;
  button('larger', 'larger', () => shown.forEach(s => zoom(s, 1.5)));
  button('smaller', 'smaller', () => shown.forEach(s => zoom(s, 1 / 1.5)));
  const other = host.getAttribute('other');
  if (other) {
    const beside = button('beside', `Show ${host.getAttribute('other-words') ?? other} beside it, linked`, async () => {
      beside.disabled = true;
      const second = await openOther(other);
      shown.push(second);
      nv.broadcastTo([second.nv], { '2d': true, '3d': false });
      second.nv.broadcastTo([nv], { '2d': true, '3d': false });
      setWindow(high);
      const mm = nv.frac2mm(nv.scene.crosshairPos);
      second.nv.scene.crosshairPos = second.nv.mm2frac([mm[0]!, mm[1]!, mm[2]!]);
      zoom(second, nv.scene.pan2Dxyzmm[3]!);
      second.nv.createOnLocationChange();
      second.nv.drawScene();
      beside.textContent = 'Both time points are linked';
    });
  }
  const label = element('label', '', 'lesion '), number = element('input');
  number.type = 'number';
  number.min = '1';
  number.max = '60';
  number.value = '1';
  label.append(number);
  const choose = (to: 'brush' | 'eraser'): void => {
    pen = pen === to ? 'none' : to;
    nv.setDrawingEnabled(pen !== 'none');
    if (pen !== 'none') nv.setPenValue(pen === 'brush' ? Number(number.value) : 0, false);
    brush.setAttribute('aria-pressed', String(pen === 'brush'));
    eraser.setAttribute('aria-pressed', String(pen === 'eraser'));
  };
  const brush = button('brush', 'Brush', () => choose('brush'), true), eraser = button('eraser', 'Eraser', () => choose('eraser'), true);
  bar.append(label);
  number.addEventListener('change', () => { if (pen === 'brush') nv.setPenValue(Number(number.value), false); });
  button('undo', 'Undo', () => nv.drawUndo());
  const reader = element('input'), readerLabel = element('label', '', 'reader ');
  reader.dataset.reader = '';
  reader.maxLength = 60;
  reader.autocomplete = 'off';
  readerLabel.append(reader);
  bar.append(readerLabel);
  const send = async (grow: string): Promise<void> => {
    if (!reader.value.trim()) {
      status.textContent = 'Write your name as reader first; outlines are kept by reader.';
      reader.focus();
      return;
    }
    status.textContent = 'saving';
    const answer = await fetch(`${base(scan)}outlines?reader=${encodeURIComponent(reader.value)}${grow}`, { method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: await drawing(screen, list) });
    const saved = await answer.json() as Saved;
    if (!answer.ok) {
      status.textContent = 'Not saved. ' + (saved.refused ?? []).map(r => `${r.place}: read '${r.read}'; expected ${r.expected}.`).join(' ');
      return;
    }
    await nv.loadDrawingFromUrl(`${base(scan)}outlines.nii.gz?reader=${encodeURIComponent(reader.value)}&key=${saved.sha256}`);
    const flagged = saved.notes.map(note => ` Look at ${note}. Keep it, brush it, or undo it by saving without it.`).join('');
    own.replaceChildren('your outlines as ', download('seg', 'DICOM SEG', saved), ' and ', download('sr', 'structured report', saved));
    status.textContent = `Saved ${saved.lesions.length} lesions, ${saved.mtvMl.toPrecision(3)} mL, as ${saved.file}.${flagged}`;
  };
  const own = element('span');
  const download = (kind: string, words: string, saved: Saved): HTMLAnchorElement => {
    const link = element('a', '', words);
    link.href = `${base(scan)}read.${kind}.dcm?reader=${encodeURIComponent(reader.value)}&key=${saved.sha256}`;
    link.download = '';
    return link;
  };
  const grow = (method: string) => () => {
    const mm = nv.frac2mm(nv.scene.crosshairPos);
    void send(`&grow=${-mm[0]!},${-mm[1]!},${mm[2]!}&method=${method}`);
  };
  button('grow41', 'Add at the crosshair by 41 %', grow('41'));
  button('grow50', 'by 50 %', grow('50'));
  button('save', 'Save outlines', () => void send('')).dataset.save = '';
  bar.append(own);
  return bar;
}

/** The drawing as NIfTI, without the lesions that the reader rejected; empty when nothing is drawn. */
async function drawing(screen: Screen, list: LesionList): Promise<BodyInit> {
  const { nv } = screen, rejected = list.rejected();
  if (!nv.drawBitmap) return new Uint8Array();
  for (let i = 0; i < nv.drawBitmap.length; i++) if (rejected.has(nv.drawBitmap[i]!)) nv.drawBitmap[i] = 0;
  nv.refreshDrawing(true);
  const bytes = await nv.saveImage({ filename: '', isSaveDrawing: true, volumeByIndex: 0 });
  return bytes instanceof Uint8Array ? bytes.slice().buffer : new Uint8Array();
}
