import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../api/errors.ts';
import { serve, stage, useBrowser } from '../testing/stage.tsx';
import { ErrorNote } from './notes.tsx';
import { helperFor } from './whom-to-ask.tsx';

function refused(code: string, status = 403): ApiError {
  return new ApiError(status, code, 'Văn bản chỉ mở cho văn thư.', [], '');
}

describe('whom to ask beside a refusal', () => {
  useBrowser();

  it.each([
    ['incoming.read.forbidden', 'clerk'],
    ['incoming.direct.forbidden', 'leader'],
    ['outgoing.issue.forbidden', 'clerk'],
    ['audit.search.forbidden', 'auditor'],
    ['org.inspect.forbidden', 'administrator'],
  ])('%s: the %s', (code, role) => {
    expect(helperFor(refused(code))?.role).toBe(role);
  });

  it('nobody for what is no matter of rights', () => {
    expect(helperFor(refused('incoming.not_found', 404))).toBeUndefined();
    expect(helperFor(refused('identity.step_up_required'))).toBeUndefined();
    expect(helperFor(new Error('broken'))).toBeUndefined();
  });

  it('the note names people of the agency, each once, beside the reason', async () => {
    const people = ['Đèo Thị Lan', 'Đèo Thị Lan', 'Lò Văn Sơn', 'Vàng A Páo', 'Tẩn A Sài'];
    const calls = serve({
      'GET /api/org/positions': () => ({
        items: people.map((fullName, index) => ({ positionId: String(index), fullName })),
      }),
    });
    await stage(<ErrorNote title="Chưa mở được văn bản" error={refused('incoming.read.forbidden')} />);
    await waitFor(() => expect(screen.getByText('Đèo Thị Lan, Lò Văn Sơn, Vàng A Páo')).toBeTruthy());
    expect(screen.getByText('Văn bản chỉ mở cho văn thư.')).toBeTruthy();
    expect(calls.map(({ path }) => path)).toEqual(['/api/org/positions?role=clerk']);
  });

  it('without anybody in that role, or without an answer, only the reason stands there', async () => {
    serve({ 'GET /api/org/positions': () => ({ items: [] }) });
    await stage(<ErrorNote title="Chưa mở được" error={refused('org.inspect.forbidden')} />);
    expect(screen.getByText('Văn bản chỉ mở cho văn thư.')).toBeTruthy();
    expect(screen.queryByText(/Cần thì hỏi/)).toBeNull();
  });
});
