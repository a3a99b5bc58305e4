/** The three planes of the first view, drawn by the server: a reader sees the fused scan before the graphics are ready. */
export interface Poster {
  started: number;
  remove(): void;
}

export function poster(host: HTMLElement, place: HTMLElement): Poster {
  const started = performance.now(), scan = host.getAttribute('scan')!, at = (host.getAttribute('at') ?? '').split(',').map(Number);
  if (at.length !== 3 || at.some(n => !Number.isFinite(n))) return { started, remove: () => undefined };
  const figure = document.createElement('figure'), row = document.createElement('div'), caption = document.createElement('figcaption');
  figure.className = 'poster';
  caption.textContent = 'First view, drawn by the server. The view that moves is loading.';
  figure.append(row, caption);
  place.append(figure);
  const planes: [string, number][] = [['axial', at[2]!], ['coronal', at[1]!], ['sagittal', at[0]!]];
  const drawn = planes.map(([plane, mm]) => {
    const image = new Image();
    image.src = `/api/scans/${encodeURIComponent(scan)}/plane/${plane}.png?at=${mm}`;
    image.alt = `${plane} plane at ${mm} mm`;
    row.append(image);
    return image.decode();
  });
  Promise.all(drawn).then(() => requestAnimationFrame(() => { host.dataset.firstView ??= String(Math.round(performance.now() - started)); }), () => figure.remove());
  return { started, remove: () => figure.remove() };
}
