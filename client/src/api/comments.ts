import { articlePath } from './articles';
import { request, requestNothing } from './client';
import type { Comment } from './types';

export const commentsPath = (slug: string) => `${articlePath(slug)}/comments`;

export const listComments = (slug: string) => request<Comment[]>('GET', commentsPath(slug), 'comments');

export const addComment = (slug: string, body: string) =>
  request<Comment>('POST', commentsPath(slug), 'comment', { comment: { body } });

export const deleteComment = (slug: string, id: number) =>
  requestNothing('DELETE', `${commentsPath(slug)}/${id}`);
