import { definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';

const administrator = (subject: Subject) =>
  hasRole(subject, 'administrator') ? YES : no('Trục mô phỏng do quản trị điều khiển.');

export const trainingPolicies = definePolicies<null, 'training.view' | 'training.act'>({
  'training.view': administrator,
  'training.act': administrator,
});
