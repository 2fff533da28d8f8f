import { describe, expect, it } from 'vitest';
import { Rows, type Answer } from './rows.svelte';

interface Row {
  id: string;
  value: number;
}

/** A source that answers when told to. */
class Source {
  asked: { start: number; len: number; answer: (a: Answer<Row>) => void; refuse: (e: unknown) => void }[] = [];
  ask = (start: number, len: number): Promise<Answer<Row>> =>
    new Promise((answer, refuse) => {
      this.asked.push({ start, len, answer, refuse });
    });
  async answer(at: number, total: number, value = 0): Promise<void> {
    const one = this.asked[at];
    if (one === undefined) throw new Error(`nothing was asked at ${at}`);
    const rows = Array.from({ length: Math.max(0, Math.min(one.len, total - one.start)) }, (_, i) => ({ id: `r${one.start + i}`, value }));
    one.answer({ revision: 1, start: one.start, total, rows });
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
  }
}

function make(source: Source, failed: unknown[] = []): Rows<Row> {
  return new Rows<Row>(
    source.ask,
    (row) => row.id,
    (thrown) => failed.push(thrown),
  );
}

describe('rows', () => {
  it('asks for the rows in sight and a margin, once', async () => {
    const source = new Source();
    const rows = make(source);
    rows.need(0, 20);
    rows.need(0, 20);
    expect(source.asked.length, 'one question is under way: no second').toBe(1);
    expect(source.asked[0]?.len, 'less than a hundred rows are ever held').toBeLessThanOrEqual(100);
    await source.answer(0, 1000);
    expect(rows.total).toBe(1000);
    expect(rows.at(19)?.id).toBe('r19');
    rows.need(2, 22);
    expect(source.asked.length, 'what is held already is not asked for').toBe(1);
  });

  it('asks for the newest place only after a fast scroll', async () => {
    const source = new Source();
    const rows = make(source);
    rows.need(0, 20);
    rows.need(300, 320);
    rows.need(700, 720);
    await source.answer(0, 1000);
    expect(source.asked.length, 'the place in between was never asked for').toBe(2);
    expect(source.asked[1]?.start, 'the newest place with its margin').toBe(670);
    expect(rows.at(700), 'rows not there yet are not made up').toBeUndefined();
    await source.answer(1, 1000);
    expect(rows.at(700)?.id).toBe('r700');
  });

  it('drops the answer to an older view', async () => {
    const source = new Source();
    const rows = make(source);
    rows.need(0, 20);
    rows.restart();
    expect(source.asked.length, 'the new view is asked for at once').toBe(2);
    await source.answer(1, 3);
    await source.answer(0, 1000);
    expect(rows.total, 'the late answer belongs to the view before').toBe(3);
  });

  it('keeps a row that did not change as the same object', async () => {
    const source = new Source();
    const rows = make(source);
    rows.need(0, 20);
    await source.answer(0, 5);
    const before = rows.at(2);
    rows.refresh();
    await source.answer(1, 5);
    expect(rows.at(2), 'the same object: nothing is drawn again').toBe(before);
    rows.refresh();
    await source.answer(2, 5, 9);
    expect(rows.at(2)?.value, 'a changed row is a new one').toBe(9);
  });

  it('touches nothing when the answer says what is held', async () => {
    const source = new Source();
    const rows = make(source);
    rows.need(0, 20);
    await source.answer(0, 5);
    const held = rows.held;
    rows.refresh();
    await source.answer(1, 5);
    expect(rows.held, 'not even the list of rows is another').toBe(held);
    rows.refresh();
    await source.answer(2, 4);
    expect(rows.held, 'one row fewer').not.toBe(held);
    expect(rows.held[3], 'those that stayed are the same').toBe(held[3]);
  });

  it('keeps what it has when a question fails, and says so', async () => {
    const failed: unknown[] = [];
    const source = new Source();
    const rows = make(source, failed);
    rows.need(0, 20);
    await source.answer(0, 5);
    rows.refresh();
    source.asked[1]?.refuse(new Error('gone'));
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    expect(failed.length, 'the failure is handed on').toBe(1);
    expect(rows.at(0)?.id, 'the last good rows stay').toBe('r0');
  });

  it('asks again after a refresh that came while it was asking', async () => {
    const source = new Source();
    const rows = make(source);
    rows.need(0, 20);
    rows.refresh();
    await source.answer(0, 5);
    expect(source.asked.length, 'the change is not missed').toBe(2);
  });
});
