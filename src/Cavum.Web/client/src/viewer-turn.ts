import { base, element } from './viewer';

const steps = 36;

/** The projection from all sides, drawn by the server; a slider turns it, nothing turns by itself. */
export function turn(scan: string, words: string): HTMLElement {
  const details = element('details'), box = element('div', 'turn'), label = element('label', '', 'angle '), slider = element('input'), told = element('span');
  slider.type = 'range';
  slider.min = '0';
  slider.max = String(steps - 1);
  slider.value = '0';
  label.append(slider);
  const frames: HTMLImageElement[] = [];
  const frame = (step: number): HTMLImageElement => {
    if (frames[step]) return frames[step];
    const made = frames[step] = new Image();
    made.src = `${base(scan)}turn/${step}.png`;
    made.alt = `Maximum-intensity projection of ${words} turned by ${step * 10} degrees`;
    return made;
  };
  // A picture that was decoded before it is put in place is there with the next frame of the screen.
  const show = (): void => {
    const step = Number(slider.value), shown = box.querySelector('img');
    if (shown) shown.replaceWith(frame(step));
    else box.prepend(frame(step));
    told.textContent = `${step * 10}°`;
    slider.setAttribute('aria-valuetext', `${step * 10} degrees`);
  };
  slider.addEventListener('input', show);
  details.append(element('summary', '', 'Turn the projection'), box);
  box.append(label, told);
  details.addEventListener('toggle', async () => {
    if (!details.open || frames.length > 0) return;
    show();
    const all = await Promise.allSettled(Array.from({ length: steps }, (_, i) => frame(i).decode()));
    const missing = all.filter(one => one.status === 'rejected').length;
    if (missing > 0) told.textContent = `${missing} of ${steps} projections did not come`;
    else box.dataset.frames = String(steps);
  });
  return details;
}
