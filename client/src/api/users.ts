import { request } from './client';
import type { User, UserChange } from './types';

export const getCurrentUser = () => request<User>('GET', '/user', 'user');

export const updateCurrentUser = (user: UserChange) => request<User>('PUT', '/user', 'user', { user });

export const logIn = (email: string, password: string) =>
  request<User>('POST', '/users/login', 'user', { user: { email, password } });

export const register = (username: string, email: string, password: string) =>
  request<User>('POST', '/users', 'user', { user: { username, email, password } });
