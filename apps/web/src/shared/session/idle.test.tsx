import { act, fireEvent } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { stage, useBrowser } from '../testing/stage.tsx';
import { useIdle } from './idle.ts';

const onIdle = vi.fn();

function Probe() {
  useIdle(5, onIdle);
  return null;
}

describe('useIdle', () => {
  useBrowser();
  afterEach(() => {
    vi.useRealTimers();
    onIdle.mockClear();
  });

  it('waits for the person, not for the page', async () => {
    await stage(<Probe />);
    vi.useFakeTimers({ now: Date.now() });
    const view = await stage(<Probe />);
    act(() => vi.advanceTimersByTime(4 * 60_000));
    fireEvent.keyDown(window, { key: 'a' });
    act(() => vi.advanceTimersByTime(4 * 60_000));
    expect(onIdle).not.toHaveBeenCalled();
    act(() => vi.advanceTimersByTime(70_000));
    expect(onIdle).toHaveBeenCalled();
    view.unmount();
  });
});
