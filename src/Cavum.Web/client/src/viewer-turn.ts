import { base, element } from './viewer';

const steps = 36;

/** The projection from all sides, drawn by the server; a slider turns it, nothing turns by itself. */
export function turn(scan: string, words: string): HTMLElement {
  const details = element('details'), box = element('div', 'turn'), image = element('img'), label = element('label', '', 'angle '), slider = element('input'), told = element('span');
  slider.type = 'range';
  slider.min = '0';
  slider.max = String(steps - 1);
  slider.value = '0';
  label.append(slider);
  const frames: HTMLImageElement[] = [];
  const show = (): void => {
    const step = Number(slider.value);
    image.src = `${base(scan)}turn/${step}.png`;
    image.alt = `Maximum-intensity projection of ${words} turned by ${step * 10} degrees`;
    told.textContent = `${step * 10}°`;
    slider.setAttribute('aria-valuetext', `${step * 10} degrees`);
  };
  slider.addEventListener('input', show);
  details.append(element('summary', '', 'Turn the projection'), box);
  box.append(image, label, told);
  details.addEventListener('toggle', () => {
    if (!details.open || frames.length > 0) return;
    show();
    for (let i = 0; i < steps; i++) {
      const frame = new Image();
      frame.src = `${base(scan)}turn/${i}.png`;
      frames.push(frame);
    }
  });
  return details;
}
