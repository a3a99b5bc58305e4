import { element, settle, zoom, type Screen } from './viewer';
import type { LesionList } from './viewer-lesions';

const words: [string, string][] = [
  ['arrow keys', 'move the crosshair left, right, to the front, to the back'], ['Page Up, Page Down', 'one slice to the head, to the feet'], ['n, p', 'next, previous lesion'],
  ['[ and ]', 'narrower, wider SUV window'], ['+ and −', 'more, less PET over CT'], ['i, o', 'larger about the crosshair, smaller'], ['b, e', 'brush, eraser on or off'], ['a', 'accept or reject the lesion'], ['z', 'undo the last stroke'], ['s', 'save the outlines'],
];

/** The keys in words. */
export function keys(): HTMLElement {
  const details = element('details'), list = element('dl');
  details.append(element('summary', '', 'Keys'), list);
  for (const [key, what] of words) list.append(element('dt', '', key), element('dd', '', what));
  return details;
}

const moves: Record<string, [number, number, number]> = {
  ArrowLeft: [-1, 0, 0], ArrowRight: [1, 0, 0], ArrowUp: [0, 1, 0], ArrowDown: [0, -1, 0], PageUp: [0, 0, 1], PageDown: [0, 0, -1],
};

/** Everything that a mouse can do in the frame, by keyboard; the viewer's own keys are kept out. */
export function steer(screen: Screen, list: LesionList, save: () => void): void {
  const { nv, frame } = screen;
  let opacity = nv.volumes[screen.pet]!.opacity;
  const press = (name: string): void => frame.closest('cavum-viewer')?.querySelector<HTMLButtonElement>(`[data-tool="${name}"]`)?.click();
  const act: Record<string, () => void> = {
    n: () => list.step(1), p: () => list.step(-1), a: () => list.toggle(), s: save, i: () => zoom(screen, 1.5), o: () => zoom(screen, 1 / 1.5), b: () => press('brush'), e: () => press('eraser'), z: () => press('undo'), '[': () => press('narrower'), ']': () => press('wider'),
    '+': () => nv.setOpacity(screen.pet, opacity = Math.min(1, opacity + 0.1)), '-': () => nv.setOpacity(screen.pet, opacity = Math.max(0, opacity - 0.1)),
  };
  frame.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = moves[event.key], does = act[event.key];
    if (!move && !does) return;
    event.preventDefault();
    event.stopPropagation();
    const began = performance.now();
    if (move) {
      // radiological: the patient's right is on the left of the screen, so left on the screen is right in the patient
      nv.moveCrosshairInVox(-move[0], move[1], move[2]);
      settle(screen);
      frame.dataset.step = (performance.now() - began).toFixed(1);
    } else does!();
  }, { capture: true });
}
