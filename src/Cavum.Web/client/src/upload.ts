/** A form with files: says how far the upload is and lets it be cancelled; without scripts the form does the same in silence. */
export class CavumUpload extends HTMLElement {
  connectedCallback(): void {
    const form = this.querySelector('form')!, button = form.querySelector<HTMLButtonElement>('button[type=submit]')!;
    const line = document.createElement('p'), bar = document.createElement('progress'), words = document.createElement('span'), cancel = document.createElement('button');
    line.className = 'upload-progress';
    line.hidden = true;
    words.setAttribute('role', 'status');
    bar.setAttribute('aria-label', 'Upload');
    cancel.type = 'button';
    cancel.textContent = 'Cancel';
    line.append(bar, words, cancel);
    form.append(line);
    form.addEventListener('submit', event => {
      event.preventDefault();
      const request = new XMLHttpRequest(), started = performance.now();
      const seconds = (): string => `${Math.round((performance.now() - started) / 1000)} s`;
      const done = (told: string): void => {
        clearInterval(tick);
        button.disabled = false;
        bar.hidden = cancel.hidden = true;
        words.textContent = told;
      };
      let stage = 'sending';
      const tick = setInterval(() => { words.textContent = `${stage}, ${seconds()}`; }, 1000);
      line.hidden = bar.hidden = cancel.hidden = false;
      button.disabled = true;
      bar.value = 0;
      words.textContent = stage;
      request.upload.addEventListener('progress', sent => {
        bar.max = sent.total;
        bar.value = sent.loaded;
        stage = `sent ${(sent.loaded / 1e6).toFixed(0)} of ${(sent.total / 1e6).toFixed(0)} MB`;
      });
      request.upload.addEventListener('load', () => {
        bar.removeAttribute('value');
        stage = words.textContent = 'reading, searching for lesions, comparing';
      });
      // A refusal and an answer are pages: the server leads to the one or the other.
      request.addEventListener('load', () => {
        if (request.status < 400) window.location.href = request.responseURL;
        else done(request.responseText.startsWith('<') || request.responseText === '' ? `The site answered ${request.status}; nothing was kept.` : request.responseText.replace(/^"|"$/g, ''));
      });
      request.addEventListener('error', () => done('The site cannot be reached; nothing was kept.'));
      request.addEventListener('abort', () => done('Cancelled; nothing was kept.'));
      cancel.onclick = () => request.abort();
      request.open('POST', form.action);
      request.send(new FormData(form));
    });
  }
}
