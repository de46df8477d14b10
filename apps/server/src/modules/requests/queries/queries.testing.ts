/** For tests of what stands above or beside: what people of several offices ask of a request. */
export { listItems } from './list-items.ts';
export { listRequests } from './list-requests.ts';
export { viewRequest } from './view-request.ts';
