package mailbox

import "slices"

// Subscribe puts a name on the user's list of those that a user agent should show. It
// stays there when its mailbox is deleted: "The server MUST NOT unilaterally remove an
// existing mailbox name from the subscription list even if a mailbox by that name no
// longer exists." (RFC 3501 §6.3.6) The error is [ErrName] or [ErrMany].
func (u *User) Subscribe(name string) error {
	name = canonical(name)
	switch {
	case !possible(name):
		return ErrName
	case u.IsSubscribed(name):
		return nil
	case len(u.subscribed) >= maxBoxes:
		return ErrMany
	}
	u.setSubscribed(name, true)
	u.write(begin(verbSubscribe).name(name).end())
	return nil
}

// Unsubscribe takes a name off the list. The error is [ErrNone] if it isn't there.
func (u *User) Unsubscribe(name string) error {
	name = canonical(name)
	if !u.IsSubscribed(name) {
		return ErrNone
	}
	u.setSubscribed(name, false)
	u.write(begin(verbUnsubscribe).name(name).end())
	return nil
}

// Subscriptions lists the names that the user has subscribed to, in the order of
// [User.Folders].
func (u *User) Subscriptions() []string { return slices.Clone(u.subscribed) }

// IsSubscribed reports whether the user has subscribed to a name.
func (u *User) IsSubscribed(name string) bool {
	_, ok := slices.BinarySearchFunc(u.subscribed, canonical(name), compare)
	return ok
}

func (u *User) setSubscribed(name string, on bool) {
	i, is := slices.BinarySearchFunc(u.subscribed, name, compare)
	switch {
	case on && !is:
		u.subscribed = slices.Insert(u.subscribed, i, name)
	case !on && is:
		u.subscribed = slices.Delete(u.subscribed, i, i+1)
	}
}
