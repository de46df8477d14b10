import type { RecipientPick } from '@congvu/contracts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import { serve, stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { RecipientsDialog } from './recipients-dialog.tsx';

const OWN = '01900000-0000-7000-8000-000000000a01';

function answers() {
  return serve({
    'GET /api/org/agencies': () => ({
      items: [
        {
          agencyId: OWN,
          name: 'Phòng Tư pháp',
          shortName: 'Phòng Tư pháp',
          code: 'H35.9.3',
          parentName: null,
          kind: 'department',
          tier: 'district',
          group: null,
          hosted: true,
        },
      ],
    }),
    'GET /api/address-book/find': () => ({
      items: [
        { code: 'H35.17', name: 'Sở Tư pháp', path: 'UBND tỉnh Lai Châu', agencyId: null, instead: null },
        { code: 'H35.9.3', name: 'Phòng Tư pháp huyện', path: '', agencyId: OWN, instead: null },
        {
          code: 'H35.20',
          name: 'UBND xã Mới',
          path: '',
          agencyId: null,
          instead: { code: 'H35.9.20', name: 'UBND xã Cũ' },
        },
      ],
    }),
  });
}

async function open(onSave: (picks: RecipientPick[]) => void) {
  answers();
  const user = userEvent.setup();
  await stage(<RecipientsDialog list="recipients" picks={[]} groups={[]} onSave={onSave} onCancel={() => undefined} />);
  const field = await screen.findByRole('combobox', { name: 'Cơ quan khác' });
  await user.click(field);
  await user.type(field, 'tu phap');
  await screen.findByText('Sở Tư pháp');
  return { user, field };
}

describe('receivers of the address book', () => {
  useBrowser();

  test('are found beside those of our tree, each body once, heirs with whom they replace', async () => {
    await open(() => undefined);
    await screen.findByText('Trên trục liên thông');
    screen.getByText('Trong danh bạ của hệ thống');
    expect(screen.queryByText('Phòng Tư pháp huyện')).toBeNull();
    screen.getByText(/thay cho UBND xã Cũ/);
  });

  test('are picked with the keyboard and kept with code and name', async () => {
    const onSave = vi.fn();
    const { user, field } = await open(onSave);
    // The list listens to the numbers of keys, which `userEvent` does not send.
    fireEvent.keyDown(field, { key: 'ArrowDown', keyCode: 40, which: 40 });
    fireEvent.keyDown(field, { key: 'Enter', keyCode: 13, which: 13 });
    const line = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Dòng 1' });
    expect(line.value).toBe('Sở Tư pháp');
    within(line.closest('li') ?? document.body).getByText('gửi liên thông, mã H35.17');
    await user.click(screen.getByRole('button', { name: 'Dùng danh sách này' }));
    await waitFor(() =>
      expect(onSave).toHaveBeenCalledWith([
        { kind: 'listed', code: 'H35.17', name: 'Sở Tư pháp', label: 'Sở Tư pháp' },
      ]),
    );
  });
});
