import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { stage, useBrowser } from '../testing/stage.tsx';
import { useHotkeys } from './hotkeys.ts';

const acts = { slash: vi.fn(), save: vi.fn(), form: vi.fn() };

function Probe() {
  useHotkeys({ '/': acts.slash, 'Ctrl+s': acts.save, F4: acts.form });
  return <input aria-label="Trích yếu" />;
}

describe('keys beside UniKey', () => {
  useBrowser();
  it('leaves bare keys alone while a field has the focus, takes the others', async () => {
    await stage(<Probe />);
    const field = screen.getByLabelText('Trích yếu');
    fireEvent.keyDown(field, { key: '/' });
    fireEvent.keyDown(field, { key: 's', ctrlKey: true });
    fireEvent.keyDown(field, { key: 'F4' });
    expect([acts.slash.mock.calls.length, acts.save.mock.calls.length, acts.form.mock.calls.length]).toEqual([0, 1, 1]);
    fireEvent.keyDown(document.body, { key: '/' });
    expect(acts.slash).toHaveBeenCalledOnce();
  });

  it('does nothing while an input method composes', async () => {
    acts.save.mockClear();
    await stage(<Probe />);
    fireEvent.keyDown(screen.getByLabelText('Trích yếu'), { key: 's', ctrlKey: true, isComposing: true });
    expect(acts.save).not.toHaveBeenCalled();
  });
});
