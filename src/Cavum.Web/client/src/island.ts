/** An element whose server-rendered content stays until the reader opens the island: nothing loads or moves by itself. */
export abstract class Island extends HTMLElement {
  private opened = false;

  abstract open(place: HTMLElement): Promise<void>;

  connectedCallback(): void {
    const bar = document.createElement('p');
    bar.className = 'island-bar';
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = this.getAttribute('label') ?? 'Open';
    const status = document.createElement('span');
    status.setAttribute('role', 'status');
    bar.append(button, ' ', status);
    this.prepend(bar);
    button.addEventListener('click', async () => {
      if (this.opened) return;
      this.opened = true;
      button.disabled = true;
      const started = performance.now();
      const tick = setInterval(() => { status.textContent = `loading, ${Math.round((performance.now() - started) / 1000)} s`; }, 1000);
      status.textContent = 'loading';
      try {
        const place = document.createElement('div');
        place.className = 'island-place';
        bar.after(place);
        await this.open(place);
        status.textContent = '';
        bar.hidden = true;
        this.dataset.ready = 'true';
      } catch (error) {
        this.opened = false;
        button.disabled = false;
        status.textContent = `This could not be opened: ${error instanceof Error ? error.message : String(error)}`;
        this.dataset.failed = 'true';
      } finally {
        clearInterval(tick);
      }
    });
  }
}
