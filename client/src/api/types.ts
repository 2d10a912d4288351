// Short names for the generated types. schema.d.ts comes from api/openapi.yml: `npm run schema`.
import type { components } from './schema';

type Schemas = components['schemas'];

export type User = Schemas['User'];
export type UserChange = Schemas['UserChange'];
export type Profile = Schemas['Profile'];
export type Article = Schemas['Article'];
export type ArticlePreview = Schemas['ArticleListItem'];
export type ArticleList = Schemas['ArticleList'];
export type NewArticle = Schemas['NewArticle'];
export type Comment = Schemas['Comment'];
export type FieldErrors = Schemas['Errors']['errors'];
