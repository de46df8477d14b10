import { type Check, expectOk, expectRefusal, tell } from './bench.ts';
import { askRaw, headersFor, inReverseOrder } from './raw-ask.ts';

const LIST = { servicetype: 'eDoc', messagetype: 'edoc' };
const HOUR_MS = 3_600_000;

/** What an axis must make of the headers of its clients. */
export const HEADER_CHECKS: readonly Check[] = [
  {
    id: 'header.accepted',
    title: 'Tiêu đề ký đúng được nhận',
    run: async ({ target }) =>
      expectOk(await askRaw(target, 'getReceivedEdocList', headersFor(target, LIST, target.now()))),
  },
  {
    id: 'header.any_order',
    title: 'Thứ tự tham số trong sign-header là tùy ý',
    run: async ({ target }) => {
      const headers = inReverseOrder(headersFor(target, LIST, target.now()), target.sender.secret);
      return expectOk(await askRaw(target, 'getReceivedEdocList', headers));
    },
  },
  {
    id: 'header.surplus',
    title: 'Tham số thừa được bỏ qua',
    run: async ({ target }) => {
      const headers = headersFor(target, { ...LIST, docId: '0', level: '1' }, target.now());
      return expectOk(await askRaw(target, 'getReceivedEdocList', headers));
    },
  },
  {
    id: 'header.old_timestamp',
    title: 'Dấu thời gian cũ một giờ',
    run: async ({ target }) => {
      const headers = headersFor(target, LIST, new Date(target.now().getTime() - HOUR_MS));
      const answer = await askRaw(target, 'getReceivedEdocList', headers);
      return tell(
        answer,
        'được nhận, như SDK Java cần',
        'bị từ chối: SDK Java giữ một dấu thời gian suốt phiên sẽ hỏng',
      );
    },
  },
  {
    id: 'header.wrong_mac',
    title: 'Mã xác thực sai bị từ chối',
    run: async ({ target }) => {
      const headers = { ...headersFor(target, LIST, target.now()), 'XroadVnpt-hash-header': '0'.repeat(64) };
      return expectRefusal(await askRaw(target, 'getReceivedEdocList', headers));
    },
  },
  {
    id: 'header.changed',
    title: 'Tiêu đề khác với nội dung đã ký bị từ chối',
    run: async ({ target }) => {
      const headers = { ...headersFor(target, LIST, target.now()), 'XroadVnpt-messagetype': 'status' };
      return expectRefusal(await askRaw(target, 'getReceivedEdocList', headers));
    },
  },
  {
    id: 'header.unknown_system',
    title: 'Hệ thống lạ bị từ chối',
    run: async ({ target }) => {
      const sender = { ...target.sender, systemId: 'congvu.khong.co.he.thong.nay' };
      const headers = headersFor({ ...target, sender }, LIST, target.now());
      return expectRefusal(await askRaw(target, 'getReceivedEdocList', headers));
    },
  },
];
