import { definePolicies, YES } from '../../platform/authorise.ts';

/** Everybody reads his own notices; whose they are stands in every statement of this module. */
export const notificationPolicies = definePolicies<null, 'notifications.read'>({
  'notifications.read': () => YES,
});
