// Which view is chosen whole: only what core has said yes to.
import { describe, expect, it } from 'vitest';
import { byHand, settle } from '../base/scripted';
import { Choosing } from './choosing.svelte';

interface Who {
  total: number;
  rule: boolean;
}

const VIEW = { text: '', sort: 'id', descending: false };

function bench() {
  const answers: ReturnType<typeof byHand<Who | null>>[] = [];
  const choice = new Choosing<typeof VIEW, Who>(
    {
      view: VIEW,
      asked: VIEW,
      settle: () => undefined,
      change: () => {
        const answer = byHand<Who | null>();
        answers.push(answer);
        return answer.promise;
      },
    },
    { total: 0, rule: false },
  );
  return { choice, answers };
}

describe('what is chosen whole', () => {
  it('is so once core has said it, and not where the call failed', async () => {
    const { choice, answers } = bench();
    void choice.all();
    expect(choice.whole, 'nobody has said yes to it').toBe(false);
    answers[0]?.answer(null);
    await settle();
    expect(choice.whole, 'the call failed: nobody is chosen').toBe(false);
    void choice.all();
    answers[1]?.answer({ total: 3, rule: true });
    await settle();
    expect(choice.whole).toBe(true);
  });

  it('stays so where taking one out of it failed', async () => {
    const { choice, answers } = bench();
    void choice.all();
    answers[0]?.answer({ total: 3, rule: true });
    await settle();
    void choice.toggle('a');
    answers[1]?.answer(null);
    await settle();
    expect(choice.whole, 'all are chosen as before').toBe(true);
  });

  it('is not made of an answer that a later change has overtaken', async () => {
    const { choice, answers } = bench();
    void choice.all();
    void choice.toggle('a');
    answers[1]?.answer({ total: 2, rule: true });
    answers[0]?.answer({ total: 3, rule: true });
    await settle();
    expect(choice.whole, 'one was taken out').toBe(false);
  });
});
