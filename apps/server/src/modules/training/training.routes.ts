import {
  TrainingAgencyAnswer,
  TrainingAgencyChange,
  TrainingBehaviourChange,
  TrainingConnected,
  TrainingFaults,
  TrainingFaultsAnswer,
  TrainingLetter,
  TrainingMessagePage,
  TrainingMessageQuery,
  TrainingRecall,
  TrainingSent,
  TrainingStatus,
  TrainingView,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { askTrainingLetterBack } from './commands/ask-back.ts';
import { renameTrainingAgency, setTrainingBehaviour } from './commands/change-agency.ts';
import { connectTraining } from './commands/connect.ts';
import { reportTrainingStatus } from './commands/report-status.ts';
import { sendTrainingLetter } from './commands/send-letter.ts';
import { switchTrainingFaults } from './commands/switch-faults.ts';
import type { Ground } from './ground.ts';
import { listTrainingMessages } from './queries/list-messages.ts';
import { viewTraining } from './queries/view-training.ts';

function looking(ground: Ground): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/training',
      policy: 'training.view',
      summary: 'Trục mô phỏng: tình trạng, cơ quan ngoài, lỗi đang bật',
      response: TrainingView,
      handle: (context) => viewTraining(context, ground),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/training/messages',
      policy: 'training.view',
      summary: 'Gói tin đã qua trục mô phỏng',
      query: TrainingMessageQuery,
      response: TrainingMessagePage,
      handle: (context, { query }) => listTrainingMessages(context, ground, query),
    }),
  ];
}

function writing(ground: Ground): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/training/letters',
      policy: 'training.act',
      summary: 'Gửi một văn bản từ cơ quan ngoài',
      body: TrainingLetter,
      response: TrainingSent,
      handle: (context, { body }) => sendTrainingLetter(context, ground, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/training/statuses',
      policy: 'training.act',
      summary: 'Cơ quan ngoài trả trạng thái',
      body: TrainingStatus,
      response: TrainingSent,
      handle: (context, { body }) => reportTrainingStatus(context, ground, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/training/recalls',
      policy: 'training.act',
      summary: 'Cơ quan ngoài yêu cầu thu hồi, cập nhật, thay thế',
      body: TrainingRecall,
      response: TrainingSent,
      handle: (context, { body }) => askTrainingLetterBack(context, ground, body),
    }),
  ];
}

function setting(ground: Ground): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/training/faults',
      policy: 'training.act',
      summary: 'Bật, tắt lỗi trên đường',
      body: TrainingFaults,
      response: TrainingFaultsAnswer,
      handle: (context, { body }) => switchTrainingFaults(context, ground, body.on),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/training/behaviours',
      policy: 'training.act',
      summary: 'Cách một cơ quan ngoài trả lời',
      body: TrainingBehaviourChange,
      response: TrainingAgencyAnswer,
      handle: (context, { body }) => setTrainingBehaviour(context, ground, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/training/agencies/rename',
      policy: 'training.act',
      summary: 'Đổi tên một cơ quan ngoài để thử đồng bộ sổ địa chỉ',
      body: TrainingAgencyChange,
      response: TrainingAgencyAnswer,
      handle: (context, { body }) => renameTrainingAgency(context, ground, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/training/connect',
      policy: 'training.act',
      summary: 'Nối trục mô phỏng với cơ quan của quản trị đang làm việc',
      response: TrainingConnected,
      handle: (context) => connectTraining(context),
    }),
  ];
}

export function trainingRoutes(ground: Ground): Route[] {
  return [...looking(ground), ...writing(ground), ...setting(ground)];
}
