import { useInfiniteQuery } from '@tanstack/react-query';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { getJson } from '../api/client.ts';
import { refuse, serve, stage, useBrowser } from '../testing/stage.tsx';
import { ListPane } from './list-pane.tsx';

interface Item {
  id: string;
  name: string;
}
interface Page {
  items: Item[];
  nextCursor: string | null;
}

function Held({ onOpen }: { onOpen: (item: Item) => void }) {
  const [selected, setSelected] = useState<string>();
  const query = useInfiniteQuery({
    queryKey: ['things'],
    queryFn: ({ pageParam }) => getJson<Page>('/api/things', { cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  return (
    <ListPane<Item, Page>
      label="Văn bản"
      query={query}
      keyOf={(item) => item.id}
      renderItem={(item) => item.name}
      selectedKey={selected}
      onSelect={(item) => setSelected(item.id)}
      onOpen={onOpen}
      head={<h1>Văn bản</h1>}
      empty={<p>Chưa có văn bản</p>}
    />
  );
}

describe('ListPane', () => {
  useBrowser();

  it('moves with the arrows, opens with Enter, reads on by cursor', async () => {
    const calls = serve({
      'GET /api/things': ({ path }) =>
        path.includes('cursor=c2')
          ? { items: [{ id: '3', name: 'Ba' }], nextCursor: null }
          : {
              items: [
                { id: '1', name: 'Một' },
                { id: '2', name: 'Hai' },
              ],
              nextCursor: 'c2',
            },
    });
    const onOpen = vi.fn();
    await stage(<Held onOpen={onOpen} />);
    const list = await screen.findByRole('listbox');
    fireEvent.keyDown(list, { key: 'ArrowDown' });
    fireEvent.keyDown(list, { key: 'ArrowDown' });
    expect(screen.getByRole('option', { name: 'Hai' }).getAttribute('aria-selected')).toBe('true');
    fireEvent.keyDown(list, { key: 'ArrowUp' });
    fireEvent.keyDown(list, { key: 'Enter' });
    expect(onOpen).toHaveBeenCalledExactlyOnceWith({ id: '1', name: 'Một' });
    fireEvent.click(screen.getByRole('button', { name: 'Xem thêm' }));
    await screen.findByRole('option', { name: 'Ba' });
    expect(calls).toHaveLength(2);
  });

  it('says what will appear when there is nothing', async () => {
    serve({ 'GET /api/things': () => ({ items: [], nextCursor: null }) });
    await stage(<Held onOpen={() => undefined} />);
    await screen.findByText('Chưa có văn bản');
    expect(screen.queryByRole('listbox')).toBeNull();
  });

  it('shows the message and the code of a fault, and tries again', async () => {
    let fault = true;
    serve({
      'GET /api/things': () =>
        fault
          ? refuse(503, 'platform.database_down', 'Cơ sở dữ liệu đang khởi động lại.')
          : { items: [], nextCursor: null },
    });
    await stage(<Held onOpen={() => undefined} />);
    await screen.findByText('Cơ sở dữ liệu đang khởi động lại.');
    expect(screen.getByText(/platform\.database_down/)).toBeTruthy();
    fault = false;
    fireEvent.click(screen.getByRole('button', { name: 'Thử lại' }));
    await waitFor(() => expect(screen.getByText('Chưa có văn bản')).toBeTruthy());
  });
});
