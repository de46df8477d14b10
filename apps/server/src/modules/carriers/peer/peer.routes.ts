import {
  AskedPeerAnswer,
  AskedPeerParams,
  PeerAnswer,
  PeerCertificate,
  PeerCodes,
  PeerConfirmation,
  PeerList,
  PeerParams,
  PeerProposal,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../../platform/http/route.ts';
import { acceptPeerCodes } from './commands/accept-codes.ts';
import { confirmPeer } from './commands/confirm-peer.ts';
import { dismissAsked } from './commands/dismiss-asked.ts';
import { lookAgain } from './commands/look-again.ts';
import { proposePeer } from './commands/propose-peer.ts';
import { showCertificate } from './commands/show-certificate.ts';
import { listPeers } from './queries/list-peers.ts';

/** Pairing of installations, for administrators. */
export const peerRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/connections/peers',
    policy: 'peers.list',
    summary: 'Các hệ thống đã ghép nối trực tiếp và dấu vân tay của hệ thống này',
    response: PeerList,
    handle: (context) => listPeers(context),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/connections/peers',
    policy: 'peers.propose',
    summary: 'Thêm hệ thống theo địa chỉ: hỏi xem bên đó là ai',
    body: PeerProposal,
    response: PeerAnswer,
    handle: (context, { body }) => proposePeer(context, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/connections/peers/:id/look',
    policy: 'peers.look',
    summary: 'Kiểm tra lại bên kia: khóa, cơ quan, đồng hồ',
    params: PeerParams,
    response: PeerAnswer,
    handle: (context, { params }) => lookAgain(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/connections/peers/:id/confirm',
    policy: 'peers.confirm',
    stepUp: true,
    summary: 'Xác nhận đã đối chiếu dấu vân tay và chấp nhận các mã',
    params: PeerParams,
    body: PeerConfirmation,
    response: PeerAnswer,
    handle: (context, { params, body }) => confirmPeer(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/connections/peers/:id/codes',
    policy: 'peers.accept_codes',
    summary: 'Đổi các mã bên kia được dùng',
    params: PeerParams,
    body: PeerCodes,
    response: PeerAnswer,
    handle: (context, { params, body }) => acceptPeerCodes(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/connections/peers/:id/certificate',
    policy: 'peers.show_certificate',
    stepUp: true,
    summary: 'Chứng thư trình cho máy chủ bên kia (TLS hai chiều)',
    params: PeerParams,
    body: PeerCertificate,
    response: PeerAnswer,
    handle: (context, { params, body }) => showCertificate(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/connections/peers/asked/:keyId/dismiss',
    policy: 'peers.dismiss',
    summary: 'Bỏ qua đề nghị ghép nối',
    params: AskedPeerParams,
    response: AskedPeerAnswer,
    handle: (context, { params }) => dismissAsked(context, params.keyId),
  }),
];
