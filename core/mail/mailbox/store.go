package mailbox

import (
	"slices"
	"strings"

	"playnet/core/host"
)

// Account is a user of a server, as its administrator has set it up.
type Account struct {
	User     string
	Password string
	Quota    int64 // bytes that the user's mailboxes may hold together; 0: any number
}

// Store is all the mail that a server keeps.
type Store struct {
	users []*User
}

// Open reads the store from a disk. An account that has no mail yet gets an empty
// INBOX; what accounts had that are no longer listed stays on the disk.
//
// There may be one store on a disk at a time: it is what the programs of a server have
// in common.
func Open(disk host.Disk, accounts []Account) *Store {
	s := &Store{}
	for _, a := range accounts {
		u := openUser(disk, a)
		u.store = s
		s.users = append(s.users, u)
	}
	return s
}

// Users lists the users, in the order of the accounts.
func (s *Store) Users() []*User { return s.users }

// User returns the user of a name, which is the same in any case.
func (s *Store) User(name string) (*User, bool) {
	i := slices.IndexFunc(s.users, func(u *User) bool { return strings.EqualFold(u.account.User, name) })
	if i < 0 {
		return nil, false
	}
	return s.users[i], true
}

// User is somebody who has mailboxes.
type User struct {
	store   *Store
	account Account
	disk    host.Disk
	folder  string // of the disk
	journal string // a file of it
	lines   int    // of the journal

	boxes      []*Mailbox // ordered by name
	subscribed []string   // ordered by name
	keywords   []string

	boxID    uint32         // the last that was given out
	validity uint32         // likewise
	file     uint64         // likewise
	shared   map[uint64]int // how many messages have a file beyond the first
	count    int            // messages of all mailboxes
	used     int64          // their bytes
}

func openUser(disk host.Disk, a Account) *User {
	u := &User{account: a, disk: disk, folder: folderOf(strings.ToLower(a.User)), shared: map[uint64]int{}}
	u.journal = u.folder + "journal"
	u.load()
	if u.find(Inbox) == nil {
		m := u.newBox(Inbox)
		u.write(boxLine(m), begin(verbSubscribe).name(Inbox).end())
		u.setSubscribed(Inbox, true)
	}
	return u
}

// Name returns the user's name, as the account has it.
func (u *User) Name() string { return u.account.User }

// Store returns the store that the user is of.
func (u *User) Store() *Store { return u.store }

// Check reports whether a password is the user's.
func (u *User) Check(password string) bool { return password == u.account.Password }

// Password returns the user's password: methods that prove it without sending it need
// it (APOP, RFC 1939 §7).
func (u *User) Password() string { return u.account.Password }

// Quota returns how many bytes the user's mailboxes may hold together; 0: any number.
func (u *User) Quota() int64 { return u.account.Quota }

// SetQuota changes the quota. What is there already stays.
func (u *User) SetQuota(bytes int64) { u.account.Quota = bytes }

// Used returns how many bytes the user's mailboxes hold together.
func (u *User) Used() int64 { return u.used }

// Room reports whether so many bytes more fit into the quota.
func (u *User) Room(bytes int64) bool {
	return u.account.Quota == 0 || bytes == 0 || u.used+bytes <= u.account.Quota
}
