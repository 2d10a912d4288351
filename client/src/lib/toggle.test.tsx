import { render } from 'preact';
import { useState } from 'preact/hooks';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Result } from '../api/client';
import { currentToast } from './toast';
import { navigate } from './router';
import { useToggle } from './toggle';
import { setToken } from './token';

type Answer = (result: Result<boolean>) => void;

vi.mock('./router');

/** A button over a server whose answers the test gives, in order. */
function mount() {
  const sent: boolean[] = [];
  const answers: Answer[] = [];
  function Button() {
    const [server, setServer] = useState(false);
    const { value, toggle } = useToggle<boolean>({
      value: server,
      isOn: on => on,
      flip: on => !on,
      send: on => {
        sent.push(on);
        return new Promise(resolve => answers.push(resolve));
      },
      onChange: setServer,
    });
    return <button onClick={toggle}>{String(value)}</button>;
  }
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  render(<Button />, root);
  const button = root.querySelector('button');
  const shows = (text: string) => vi.waitFor(() => expect(button?.textContent).toBe(text));
  const click = async (expected: string) => {
    button?.click();
    await shows(expected);
  };
  const answer = async (result: Result<boolean>) => {
    await vi.waitFor(() => expect(answers).not.toHaveLength(0));
    answers.shift()?.(result);
  };
  return { sent, click, answer, shows };
}

const yes = (on: boolean): Result<boolean> => ({ ok: true, data: on });
const no: Result<boolean> = { ok: false, error: { kind: 'network' } };

beforeEach(() => {
  setToken('t');
  currentToast.set(null);
});

describe('useToggle', () => {
  it('answers at once and agrees with the server', async () => {
    const { sent, click, answer, shows } = mount();
    await click('true');
    await answer(yes(true));
    await shows('true');
    expect(sent).toEqual([true]);
  });

  it('goes back if the server refuses, and says so', async () => {
    const { click, answer, shows } = mount();
    await click('true');
    await answer(no);
    await shows('false');
    expect(currentToast.value?.text).toContain('Unable to connect');
  });

  it('sends one request at a time, and the last click wins', async () => {
    const { sent, click, answer, shows } = mount();
    for (const expected of ['true', 'false', 'true', 'false']) await click(expected);
    expect(sent).toEqual([true]);
    await answer(yes(true));
    await vi.waitFor(() => expect(sent).toEqual([true, false]));
    await answer(yes(false));
    await shows('false');
    expect(sent).toEqual([true, false]);
  });

  it('asks those who are not signed in to do so', async () => {
    setToken(null);
    const { sent, click } = mount();
    await click('false');
    expect(sent).toEqual([]);
    expect(navigate).toHaveBeenCalledWith('/login?next=%2F');
  });
});
