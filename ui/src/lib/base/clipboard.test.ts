// What is copied is handed over within the press, though its text comes later.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { copyText } from './clipboard';

class Item {
  readonly parts: Record<string, Promise<Blob>>;
  constructor(parts: Record<string, Promise<Blob>>) {
    this.parts = parts;
  }
}

function clipboard(write: (items: Item[]) => Promise<void>, writeText = () => Promise.resolve()) {
  vi.stubGlobal('navigator', Object.create(navigator, { clipboard: { value: { write, writeText } } }));
  vi.stubGlobal('ClipboardItem', Item);
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a text for the clipboard', () => {
  it('is promised at once where it has to be asked for', async () => {
    const written: Item[] = [];
    clipboard((items) => (written.push(...items), Promise.resolve()));
    let tell: (text: string) => void = () => undefined;
    const copied = copyText(new Promise<string>((resolve) => (tell = resolve)));
    expect(written.length, 'after the press is handled it would be refused').toBe(1);
    tell('d-1\nd-2');
    await copied;
    const blob = await written[0]?.parts['text/plain'];
    expect(blob?.size).toBe(7);
  });

  it('fails with why it could not be had, before anything else', async () => {
    clipboard(() => Promise.reject(new Error('nothing was promised')));
    await expect(copyText(Promise.reject(new Error('the service is away')))).rejects.toThrow('the service is away');
    await expect(copyText(Promise.resolve('a'))).rejects.toThrow('nothing was promised');
  });

  it('is written as it is where it is at hand', async () => {
    const texts: string[] = [];
    clipboard(
      () => Promise.reject(new Error('not this way')),
      (...words: string[]) => (texts.push(...words), Promise.resolve()),
    );
    await copyText('dp-1');
    expect(texts).toEqual(['dp-1']);
  });
});
