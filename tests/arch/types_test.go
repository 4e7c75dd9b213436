package arch

import (
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// What only the types tell: the order in which a map is walked, and products that some
// machines round together with a sum.

// mapRangeAllowed are the functions of core/ that may range over a map although the rules
// below do not recognise why it is harmless: folder, function and the reason.
var mapRangeAllowed = []struct{ dir, function, why string }{}

// checkTypes reports ranging over maps and fused products in a file of core/.
func checkTypes(f *sourceFile, info *types.Info) []finding {
	var found []finding
	sorted := map[*ast.CallExpr]bool{} // iterators of maps that are sorted at once
	for _, decl := range f.syntax.Decls {
		name := "" // a function literal outside of functions has none
		if function, ok := decl.(*ast.FuncDecl); ok {
			name = function.Name.Name
		}
		ast.Inspect(decl, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.RangeStmt:
				if isMap(info, n.X) && !harmlessRange(info, decl, n) && !allowedRange(f.path, name) {
					found = append(found, f.at(n.Pos(), "map", "the order of a map differs from run to run: sort its keys first"))
				}
			case *ast.CallExpr:
				found = append(found, checkMapIterators(f, n, sorted)...)
			case *ast.BinaryExpr:
				if (n.Op == token.ADD || n.Op == token.SUB) && isFloat(info, n) && (isProduct(info, n.X) || isProduct(info, n.Y)) {
					found = append(found, f.at(n.Pos(), "fused", "some machines round x*y + z once, some twice: write float64(x*y) + z"))
				}
			}
			return true
		})
	}
	return found
}

func allowedRange(path, function string) bool {
	for _, a := range mapRangeAllowed {
		if a.function == function && strings.HasPrefix(path, a.dir+"/") {
			return true
		}
	}
	return false
}

func isMap(info *types.Info, x ast.Expr) bool {
	t := info.TypeOf(x)
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Map)
	return ok
}

func isFloat(info *types.Info, x ast.Expr) bool {
	// A constant is computed by the compiler, exactly.
	if tv, ok := info.Types[x]; !ok || tv.Value != nil {
		return false
	}
	basic, ok := info.TypeOf(x).Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsFloat != 0
}

func isProduct(info *types.Info, x ast.Expr) bool {
	product, ok := ast.Unparen(x).(*ast.BinaryExpr)
	return ok && product.Op == token.MUL && isFloat(info, product)
}

// harmlessRange recognises loops over a map whose order cannot be seen afterwards: those
// that collect into a slice which the same function sorts later, that fill or empty a map
// under the loop's own key, that count or add up integers, or that look at nothing at all.
func harmlessRange(info *types.Info, function ast.Node, loop *ast.RangeStmt) bool {
	for _, statement := range loop.Body.List {
		if !harmlessStatement(info, function, loop, statement) {
			return false
		}
	}
	return true
}

func harmlessStatement(info *types.Info, function ast.Node, loop *ast.RangeStmt, statement ast.Stmt) bool {
	switch s := statement.(type) {
	case *ast.IncDecStmt:
		return isInteger(info, s.X)
	case *ast.ExprStmt: // delete(m, key)
		call, ok := s.X.(*ast.CallExpr)
		return ok && isPackage(call.Fun, "delete") && len(call.Args) == 2 && sameName(call.Args[1], loop.Key)
	case *ast.IfStmt:
		if s.Init != nil || s.Else != nil || calls(info, s.Cond) {
			return false
		}
		for _, inner := range s.Body.List {
			if !harmlessStatement(info, function, loop, inner) {
				return false
			}
		}
		return true
	case *ast.BranchStmt:
		return s.Tok == token.CONTINUE
	case *ast.AssignStmt:
		if len(s.Lhs) != 1 || len(s.Rhs) != 1 {
			return false
		}
		switch to := s.Lhs[0].(type) {
		case *ast.IndexExpr:
			return isMap(info, to.X) && sameName(to.Index, loop.Key) && !calls(info, s.Rhs[0])
		case *ast.Ident:
			if s.Tok == token.ADD_ASSIGN {
				return isInteger(info, to) && !calls(info, s.Rhs[0])
			}
			call, ok := s.Rhs[0].(*ast.CallExpr)
			return ok && isPackage(call.Fun, "append") && len(call.Args) > 0 && sameName(call.Args[0], to) &&
				sortedLater(function, to.Name, loop.End())
		}
	}
	return false
}

func isInteger(info *types.Info, x ast.Expr) bool {
	basic, ok := info.TypeOf(x).Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsInteger != 0
}

func sameName(a, b ast.Expr) bool {
	x, ok := a.(*ast.Ident)
	y, ok2 := b.(*ast.Ident)
	return ok && ok2 && x.Name == y.Name
}

// calls reports whether an expression calls a function, which might do anything. len, cap
// and conversions do nothing.
func calls(info *types.Info, x ast.Expr) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if tv := info.Types[call.Fun]; !tv.IsType() && !isPackage(call.Fun, "len") && !isPackage(call.Fun, "cap") {
				found = true
			}
		}
		return !found
	})
	return found
}

// sortedLater reports whether a function sorts the named slice behind a position.
func sortedLater(function ast.Node, name string, after token.Pos) bool {
	found := false
	ast.Inspect(function, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || call.Pos() < after || len(call.Args) == 0 {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if ok && (isPackage(sel.X, "slices") || isPackage(sel.X, "sort")) && isPackage(call.Args[0], name) {
			switch sel.Sel.Name {
			case "Sort", "SortFunc", "SortStableFunc", "Slice", "SliceStable", "Strings", "Ints":
				found = true
			}
		}
		return true
	})
	return found
}

// checkMapIterators reports maps.Keys and its like, unless slices.Sorted takes them at once:
// those it adds to sorted, as the walk comes to the outer call first.
func checkMapIterators(f *sourceFile, call *ast.CallExpr, sorted map[*ast.CallExpr]bool) []finding {
	var found []finding
	if isCall(call, "slices", "Sorted", "SortedFunc", "SortedStableFunc") && len(call.Args) > 0 {
		if inner, ok := call.Args[0].(*ast.CallExpr); ok && isCall(inner, "maps", "Keys", "Values") {
			sorted[inner] = true
		}
	}
	if isCall(call, "maps", "Keys", "Values", "All") && !sorted[call] {
		found = append(found, f.at(call.Pos(), "map", "the order of a map differs from run to run: slices.Sorted(maps.Keys(m))"))
	}
	return found
}

func isCall(call *ast.CallExpr, pkg string, names ...string) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || !isPackage(sel.X, pkg) {
		return false
	}
	for _, name := range names {
		if sel.Sel.Name == name {
			return true
		}
	}
	return false
}

func TestTypes(t *testing.T) {
	loaded, err := packages.Load(&packages.Config{
		Dir:  root,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedImports,
	}, "./core/...")
	if err != nil {
		t.Fatal(err)
	}
	absolute, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, pkg := range loaded {
		for _, problem := range pkg.Errors {
			t.Error(problem)
		}
		for _, syntax := range pkg.Syntax {
			name, err := filepath.Rel(absolute, pkg.Fset.Position(syntax.Package).Filename)
			if err != nil {
				t.Fatal(err)
			}
			f := &sourceFile{path: filepath.ToSlash(name), fset: pkg.Fset, syntax: syntax}
			for _, bad := range checkTypes(f, pkg.TypesInfo) {
				t.Error(bad)
			}
			checked++
		}
	}
	if checked < 10 {
		t.Errorf("only %d files of core/ were checked", checked)
	}
}
