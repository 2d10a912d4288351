import { encode, request } from './client';
import type { Profile } from './types';

export const profilePath = (username: string) => `/profiles/${encode(username)}`;

export const getProfile = (username: string) => request<Profile>('GET', profilePath(username), 'profile');

export const setFollow = (username: string, on: boolean) =>
  request<Profile>(on ? 'POST' : 'DELETE', `${profilePath(username)}/follow`, 'profile');
