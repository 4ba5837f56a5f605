//go:build !unix

package pgtest

import "syscall"

// asOrdinaryUser has nothing to change where there is no root.
func asOrdinaryUser(string) (*syscall.SysProcAttr, error) {
	return &syscall.SysProcAttr{}, nil
}
