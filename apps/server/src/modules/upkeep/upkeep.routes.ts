import { UpkeepSettings, UpkeepStarted, UpkeepView } from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { askUpkeepRun } from './commands/ask-run.ts';
import { changeUpkeepSettings } from './commands/change-settings.ts';
import { viewUpkeep } from './queries/view-upkeep.ts';
import type { Upkeep } from './upkeep.ts';

export function upkeepRoutes(upkeep: Upkeep): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/upkeep',
      policy: 'upkeep.view',
      summary: 'Sao lưu, diễn tập khôi phục, kiểm tra tệp, dung lượng đĩa',
      response: UpkeepView,
      handle: (context) => viewUpkeep(context, upkeep),
    }),
    defineRoute({
      method: 'PUT',
      path: '/api/upkeep/settings',
      policy: 'upkeep.set',
      summary: 'Đổi lịch sao lưu, diễn tập, kiểm tra',
      body: UpkeepSettings,
      response: UpkeepSettings,
      stepUp: true,
      handle: (context, { body }) => changeUpkeepSettings(context, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/upkeep/backup',
      policy: 'upkeep.run',
      summary: 'Sao lưu ngay',
      response: UpkeepStarted,
      handle: (context) => askUpkeepRun(context, 'upkeep.back_up'),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/upkeep/drill',
      policy: 'upkeep.run',
      summary: 'Diễn tập khôi phục ngay',
      response: UpkeepStarted,
      handle: (context) => askUpkeepRun(context, 'upkeep.drill'),
    }),
  ];
}
