import { element, goTo, type Screen } from './viewer';

export interface Lesion { name: string; site: string; x: number | null; y: number | null; z: number | null; suvMax: number | null; volumeMl: number | null; accepted?: boolean }

export interface LesionList {
  table: HTMLElement;
  /** Goes to the lesion of this place in the list; beyond its ends it begins again. */
  go(index: number): void;
  step(by: number): void;
  /** Accepts the lesion that was gone to, or rejects it. */
  toggle(): void;
  /** Labels that the reader rejected: they are not saved. */
  rejected(): Set<number>;
}

/** The lesions as a table: each can be gone to, accepted or rejected. */
export function lesionList(screen: Screen, lesions: Lesion[]): LesionList {
  const table = element('table', 'lesion-list'), caption = element('caption', '', lesions.length > 0 ? 'Lesions' : 'No lesion was measured. Brush one, or set the crosshair on uptake and add it by threshold.');
  table.append(caption);
  const boxes: HTMLInputElement[] = [], buttons: HTMLButtonElement[] = [];
  let current = 0;
  if (lesions.length > 0) {
    const head = table.createTHead().insertRow();
    for (const word of ['Go to', 'site', 'SUVmax', 'mL', 'accept']) {
      const th = element('th', word === 'SUVmax' || word === 'mL' ? 'r' : '', word);
      th.scope = 'col';
      head.append(th);
    }
  }
  const body = table.createTBody();
  lesions.forEach((lesion, i) => {
    const row = body.insertRow(), button = element('button', '', `${i + 1} ${lesion.name}`), box = element('input');
    button.type = 'button';
    button.addEventListener('click', () => list.go(i));
    box.type = 'checkbox';
    box.checked = lesion.accepted ?? true;
    box.setAttribute('aria-label', `accept ${lesion.name}`);
    row.insertCell().append(button);
    row.insertCell().textContent = lesion.site;
    for (const value of [lesion.suvMax, lesion.volumeMl]) {
      const cell = row.insertCell();
      cell.className = 'r';
      cell.textContent = value === null ? '–' : value.toPrecision(3);
    }
    row.insertCell().append(box);
    boxes.push(box);
    buttons.push(button);
  });
  const list: LesionList = {
    table,
    go(index) {
      if (lesions.length === 0) return;
      current = ((index % lesions.length) + lesions.length) % lesions.length;
      const { x, y, z } = lesions[current]!;
      if (x !== null && y !== null && z !== null) goTo(screen, x, y, z);
      buttons.forEach((b, i) => { if (i === current) b.setAttribute('aria-current', 'true'); else b.removeAttribute('aria-current'); });
    },
    step: by => list.go(current + by),
    toggle() { boxes[current]?.click(); },
    rejected: () => new Set(boxes.flatMap((box, i) => box.checked ? [] : [i + 1])),
  };
  return list;
}
