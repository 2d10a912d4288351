import { setFollow } from '../api/profiles';
import type { Profile } from '../api/types';
import { Icon } from './Icon';
import { useToggle } from './toggle';

/** State of the follow button for a user, shared by all buttons the page has for them. */
export function useFollow(profile: Profile, onChange: (profile: Profile) => void) {
  return useToggle<Profile>({
    value: profile,
    isOn: value => value.following,
    flip: value => ({ ...value, following: !value.following }),
    send: on => setFollow(profile.username, on),
    onChange,
  });
}

export function FollowButton({ follow: { value, toggle } }: { follow: ReturnType<typeof useFollow> }) {
  return (
    <button
      type="button"
      class={`btn btn-sm ${value.following ? 'btn-secondary' : 'btn-outline'}`}
      aria-pressed={value.following}
      onClick={toggle}
    >
      <Icon name={value.following ? 'check' : 'plus'} />
      {value.following ? 'Unfollow' : 'Follow'} <bdi>{value.username}</bdi>
    </button>
  );
}
