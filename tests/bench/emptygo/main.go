// Command emptygo does nothing: what any Go program costs in a page.
package main

func main() {}
