import { RequestSettings, SaveRequestSettings } from '@congvu/contracts';
import { defineRoute, type Route } from '../../../platform/http/route.ts';
import { saveRequestSettings } from './save-settings.ts';
import { viewRequestSettings } from './view-settings.ts';

export const requestSettingRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/request-settings',
    policy: 'requests.configure',
    summary: 'Đơn vị đầu mối, nơi nhận danh sách, tên miền thư và hạn giữ bản chụp của cơ quan',
    response: RequestSettings,
    handle: (context) => viewRequestSettings(context),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/request-settings',
    policy: 'requests.configure',
    summary: 'Đặt đơn vị đầu mối, nơi nhận danh sách, tên miền thư và hạn giữ bản chụp',
    body: SaveRequestSettings,
    response: RequestSettings,
    handle: (context, { body }) => saveRequestSettings(context, body),
  }),
];
