import type { BookDetail, BookItem, BookPage, BookSourceView, BookSync, SyncRun } from '@congvu/contracts';

export const BODY_ID = '01900000-0000-7000-8000-000000000b01';

export const MAY = {
  'addressbook.sync': true,
  'addressbook.import': true,
  'addressbook.set_successor': true,
  'addressbook.configure': true,
} as const;

export function item(part: Partial<BookItem> = {}): BookItem {
  return {
    id: BODY_ID,
    name: 'Sở Thông tin và Truyền thông',
    code: 'H35.17',
    codeQd20: 'H35.17',
    codeQcvn102: '000.00.17.H35',
    path: 'UBND tỉnh Lai Châu',
    mail: 'sotttt@vidu.gov.vn',
    state: 'open',
    stateLabel: 'Đang hoạt động',
    disputed: false,
    agencyId: null,
    successor: null,
    way: { carrier: 'national', text: 'Trục liên thông quốc gia' },
    ...part,
  };
}

export function page(items: BookItem[], part: Partial<BookPage> = {}): BookPage {
  return { items, nextCursor: null, total: items.length, totalIsLeast: false, abilities: { ...MAY }, ...part };
}

export function run(part: Partial<SyncRun> = {}): SyncRun {
  return {
    id: '01900000-0000-7000-8000-000000000c01',
    isFull: false,
    state: 'done',
    sentence: 'Đồng bộ 06:00 hôm nay: 111.204 cơ quan, 37 mới, 4 đổi tên, 2 đóng',
    startedAt: '2021-03-22T23:00:00Z',
    startedBy: 'Hằng ngày',
    finishedAt: '2021-03-22T23:00:09Z',
    listed: 43,
    progress: { phase: 'finished', done: 43, total: 0 },
    counts: {
      added: 37,
      changed: 4,
      renamed: 4,
      removed: 2,
      revived: 0,
      unchanged: 0,
      conflicts: 0,
      refused: 1,
    },
    held: null,
    problems: [{ id: '77', code: '', name: 'Cơ quan không mã', reason: 'Thiếu mã định danh.' }],
    error: null,
    ...part,
  };
}

export function source(last: SyncRun | null, part: Partial<BookSourceView> = {}): BookSourceView {
  return {
    id: 'truc',
    name: 'Trục quốc gia',
    connected: true,
    agencies: 111_204,
    lastFullAt: '2021-03-22T23:00:00Z',
    nextAt: '2021-03-23T23:00:00Z',
    last,
    recent: last === null ? [] : [last],
    abilities: { ...MAY },
    ...part,
  };
}

export function sync(sources: BookSourceView[]): BookSync {
  return {
    sources,
    open: 111_204,
    closed: 2,
    disputed: 0,
    settings: { maxMissingPercent: 20, syncHour: 6, fullEveryDays: 7 },
    abilities: { ...MAY },
  };
}

export function detail(part: Partial<BookDetail> = {}): BookDetail {
  return {
    item: item(),
    firstSeenAt: '2021-01-04T23:00:00Z',
    changedAt: '2021-03-22T23:00:00Z',
    closedAt: null,
    aliases: [
      { code: 'H35.17', scheme: 'qd20', schemeLabel: 'Quyết định 20/2020', live: true },
      { code: '000.00.17.H35', scheme: 'qcvn102', schemeLabel: 'QCVN 102:2016', live: true },
    ],
    listings: [
      {
        sourceName: 'Trục quốc gia',
        listLabel: 'Danh sách theo Quyết định 20/2020',
        code: 'H35.17',
        name: 'Sở Thông tin và Truyền thông',
        externalId: '17',
        version: 8,
        modifiedAt: null,
        deleted: false,
        disputed: [],
      },
    ],
    history: [{ at: '2021-03-22T23:00:00Z', text: 'Đổi tên: Sở BCVT → Sở TTTT', sourceName: 'Trục quốc gia' }],
    successors: [],
    replaces: [],
    abilities: { ...MAY },
    ...part,
  };
}
