import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { id } from '../../../shared/testing/ids.ts';
import { stage, useBrowser } from '../../../shared/testing/stage.tsx';
import { box } from '../webmail.fixture.ts';
import { NoneOpen } from './none-open.tsx';

const OWN = { ...box(), id: id(91), name: 'Lò Thị Mai', relation: 'own' as const, unread: 0 };
const SHARED = { ...box(), id: id(92), name: 'Văn thư huyện', relation: 'member' as const, unread: 3 };
const INBOX = { id: id(93), name: 'Thư đến', role: 'inbox' as const, total: 0, unread: 0, abilities: {} };

async function show(part: Partial<Parameters<typeof NoneOpen>[0]>) {
  const told: string[] = [];
  await stage(
    <NoneOpen
      boxes={[OWN, SHARED]}
      box={OWN}
      folder={INBOX}
      shown={0}
      narrowed={false}
      error={null}
      onBox={(boxId) => told.push(boxId)}
      onCompose={() => told.push('compose')}
      {...part}
    />,
    { path: '/thu' },
  );
  return told;
}

describe('the place of the mail while none is open', () => {
  useBrowser();

  it('an empty box leads to the box with unread mails, or to writing one', async () => {
    const told = await show({});
    await userEvent.click(await screen.findByRole('button', { name: 'Mở hộp thư này' }));
    expect(told).toEqual([SHARED.id]);
  });

  it('with nothing unread anywhere it offers to write', async () => {
    const told = await show({ boxes: [OWN] });
    await userEvent.click(await screen.findByRole('button', { name: /Soạn thư/ }));
    expect(told).toEqual(['compose']);
  });

  it('a search without results offers the other box with the same words; a loading list says nothing', async () => {
    const told = await show({ narrowed: true });
    await userEvent.click(await screen.findByRole('button', { name: 'Tìm ở Văn thư huyện' }));
    expect(told).toEqual([SHARED.id]);
  });

  it('says nothing while the list is loading', async () => {
    await show({ shown: undefined });
    expect(screen.queryByRole('heading')).toBeNull();
  });
});
