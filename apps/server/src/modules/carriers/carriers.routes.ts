import {
  ChoiceAnswer,
  ChoiceInput,
  ChoiceList,
  ChoiceRemoval,
  ConnectionAnswer,
  ConnectionInput,
  ConnectionList,
  ConnectionParams,
  ConnectionRemoved,
  ConnectionSwitch,
  ConnectionTest,
  ConnectionTestAnswer,
  PickupRetried,
  PickupRetry,
  PickupTroublePage,
  PickupTroubleQuery,
  ReceiveNow,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { chooseWay, forgetChoice } from './commands/choose-way.ts';
import { receiveNow, retryPickup } from './commands/receive-now.ts';
import { addConnection, changeConnection } from './commands/store-connection.ts';
import { removeConnection, switchConnection } from './commands/switch-connection.ts';
import { testConnection } from './commands/test-connection.ts';
import { listChoices } from './queries/list-choices.ts';
import { listConnections } from './queries/list-connections.ts';
import { listTroubles } from './queries/list-troubles.ts';

const CONNECTIONS: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/connections',
    policy: 'carriers.list',
    summary: 'Kết nối liên thông của cơ quan và tình trạng',
    response: ConnectionList,
    handle: (context) => listConnections(context),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/connections',
    policy: 'carriers.add',
    stepUp: true,
    summary: 'Thêm kết nối (ban đầu tắt)',
    body: ConnectionInput,
    response: ConnectionAnswer,
    handle: (context, { body }) => addConnection(context, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/connections/test',
    policy: 'carriers.test',
    summary: 'Thử kết nối, trước hoặc sau khi lưu',
    body: ConnectionTest,
    response: ConnectionTestAnswer,
    handle: (context, { body }) => testConnection(context, body),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/connections/:id',
    policy: 'carriers.change',
    stepUp: true,
    summary: 'Sửa kết nối; bỏ trống mã bí mật thì giữ mã đã lưu',
    params: ConnectionParams,
    body: ConnectionInput,
    response: ConnectionAnswer,
    handle: (context, { params, body }) => changeConnection(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/connections/:id/switch',
    policy: 'carriers.switch',
    summary: 'Bật hoặc tắt kết nối',
    params: ConnectionParams,
    body: ConnectionSwitch,
    response: ConnectionAnswer,
    handle: (context, { params, body }) => switchConnection(context, params.id, body.enabled),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/connections/:id',
    policy: 'carriers.remove',
    stepUp: true,
    summary: 'Xóa kết nối chưa dùng; đã dùng thì tắt',
    params: ConnectionParams,
    response: ConnectionRemoved,
    handle: (context, { params }) => removeConnection(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/connections/:id/receive',
    policy: 'carriers.receive',
    summary: 'Nhận ngay',
    params: ConnectionParams,
    body: ReceiveNow,
    response: ConnectionAnswer,
    handle: (context, { params, body }) => receiveNow(context, params.id, body),
  }),
];

const PICKUPS: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/connections/troubles',
    policy: 'carriers.troubles',
    summary: 'Gói tin trục báo mà chưa vào hộp nhận',
    query: PickupTroubleQuery,
    response: PickupTroublePage,
    handle: (context, { query }) => listTroubles(context, query),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/connections/:id/retry',
    policy: 'carriers.retry',
    summary: 'Lấy lại một gói tin',
    params: ConnectionParams,
    body: PickupRetry,
    response: PickupRetried,
    handle: (context, { params, body }) => retryPickup(context, params.id, body),
  }),
];

const CHOICES: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/connections/choices',
    policy: 'carriers.list',
    summary: 'Đường gửi đã chọn cho từng nơi nhận',
    response: ChoiceList,
    handle: (context) => listChoices(context),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/connections/choices',
    policy: 'carriers.choose',
    summary: 'Chọn đường gửi cho một nơi nhận',
    body: ChoiceInput,
    response: ChoiceAnswer,
    handle: (context, { body }) => chooseWay(context, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/connections/choices/remove',
    policy: 'carriers.choose',
    summary: 'Bỏ lựa chọn, để hệ thống tự chọn',
    body: ChoiceRemoval,
    response: ChoiceAnswer,
    handle: (context, { body }) => forgetChoice(context, body.code),
  }),
];

export const carriersRoutes: Route[] = [...CONNECTIONS, ...PICKUPS, ...CHOICES];
