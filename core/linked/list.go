// Package linked is a doubly linked list whose values bring their places along: to take
// one in or out costs a few pointers and no memory, wherever in the list it stands.
package linked

// Place is where a value stands in a list. It is a field of the value; one that stands in
// several lists at once has several. The zero Place is in no list.
type Place[T any] struct {
	prev, next *Place[T]
	value      *T
}

// Next returns the value behind this one, or nil.
func (p *Place[T]) Next() *T { return p.next.of() }

// Prev returns the value before this one, or nil.
func (p *Place[T]) Prev() *T { return p.prev.of() }

func (p *Place[T]) of() *T {
	if p == nil {
		return nil
	}
	return p.value
}

// List holds values in order. The zero List is empty.
type List[T any] struct {
	head, tail *Place[T]
	size       int
}

// First returns the first value, or nil.
func (l *List[T]) First() *T { return l.head.of() }

// Last returns the last value, or nil.
func (l *List[T]) Last() *T { return l.tail.of() }

// Len returns the number of values.
func (l *List[T]) Len() int { return l.size }

// Append puts a value at the end; p is its place, which is in no list.
func (l *List[T]) Append(p *Place[T], v *T) {
	p.value, p.prev, p.next = v, l.tail, nil
	if l.tail != nil {
		l.tail.next = p
	} else {
		l.head = p
	}
	l.tail = p
	l.size++
}

// InsertBefore puts a value before another one of the list; p is its place, which is in
// no list.
func (l *List[T]) InsertBefore(at, p *Place[T], v *T) {
	p.value, p.prev, p.next = v, at.prev, at
	if at.prev != nil {
		at.prev.next = p
	} else {
		l.head = p
	}
	at.prev = p
	l.size++
}

// Remove takes the value out that has a place in the list.
func (l *List[T]) Remove(p *Place[T]) {
	if p.prev != nil {
		p.prev.next = p.next
	} else {
		l.head = p.next
	}
	if p.next != nil {
		p.next.prev = p.prev
	} else {
		l.tail = p.prev
	}
	*p = Place[T]{}
	l.size--
}
