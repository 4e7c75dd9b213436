// Package golden holds what the labs' runs looked like when somebody last
// agreed that they are right: a readable dialogue for each lab, and hashes of 20
// seeds. The same test runs natively and in WebAssembly; the browsers compare
// themselves with the same hashes.
//
//	go test ./tests/golden -update
//
// writes both anew.
package golden
