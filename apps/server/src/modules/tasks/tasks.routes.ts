import {
  AssigneeOptions,
  AssigneeQuery,
  Id,
  PhraseList,
  PhraseParams,
  PhraseView,
  ReadDueDate,
  ReadDueDateAnswer,
  SavePhrase,
  TaskPage,
  TaskQuery,
} from '@congvu/contracts';
import { z } from 'zod';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { forgetPhrase, savePhrase } from './commands/keep-phrase.ts';
import { listAssignees } from './queries/list-assignees.ts';
import { listPhrases } from './queries/list-phrases.ts';
import { listTasks } from './queries/list-tasks.ts';
import { readDueDate } from './queries/read-due-date.ts';

export const taskRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/tasks',
    policy: 'tasks.list',
    summary: 'Việc của tôi, việc tôi giao, việc của đơn vị',
    query: TaskQuery,
    response: TaskPage,
    handle: (context, { query }) => listTasks(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/tasks/assignees',
    policy: 'tasks.list',
    summary: 'Đơn vị và người có thể giao việc',
    query: AssigneeQuery,
    response: AssigneeOptions,
    handle: (context, { query }) => listAssignees(context, query),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/tasks/due-date',
    policy: 'tasks.list',
    summary: 'Đọc hạn xử lý trong câu chữ',
    body: ReadDueDate,
    response: ReadDueDateAnswer,
    handle: (context, { body }) => readDueDate(context, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/tasks/phrases',
    policy: 'tasks.phrases',
    summary: 'Câu bút phê mẫu của tôi',
    response: PhraseList,
    handle: (context) => listPhrases(context),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/tasks/phrases',
    policy: 'tasks.phrases',
    summary: 'Lưu một câu bút phê mẫu',
    body: SavePhrase,
    response: PhraseView,
    handle: (context, { body }) => savePhrase(context, body),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/tasks/phrases/:id',
    policy: 'tasks.phrases',
    summary: 'Bỏ một câu bút phê mẫu',
    params: PhraseParams,
    response: z.object({ id: Id }),
    handle: (context, { params }) => forgetPhrase(context, params.id),
  }),
];
