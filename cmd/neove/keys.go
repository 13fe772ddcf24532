package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"filippo.io/age"

	"neove/access"
	"neove/app"
	"neove/casework"
	"neove/handoff"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/keys"
	"neove/livelihood"
	"neove/person"
	"neove/shelter"
	"neove/tip"
)

// rootKey is the flag of every command that opens sealed data.
type rootKey struct {
	Key        string `name:"key" placeholder:"FILE" env:"NEOVE_KEY_FILE" help:"Root key file, mode 0600. Without it systemd's credential neove-root is used."`
	Passphrase string `name:"passphrase-file" placeholder:"FILE" env:"NEOVE_PASSPHRASE_FILE" help:"File with the passphrase of a locked root key file; /dev/stdin to type it."`
}

func (r rootKey) source() seal.Source { return seal.Source{File: r.Key, Passphrase: r.Passphrase} }

// sealedColumns are all columns that hold sealed values, for rotation.
var sealedColumns = slices.Concat(tip.Sealed, livelihood.Sealed, person.Sealed, casework.Sealed, handoff.Sealed, shelter.Sealed)

func (r rootKey) load() (*seal.Keys, error) {
	k, err := seal.Load(r.source())
	if err == nil {
		k.Columns = sealedColumns
	}
	return k, err
}

type keysCmd struct {
	Init   keysInitCmd   `cmd:"" help:"Make the root key, or restore it from a recovery kit. An existing file is never overwritten."`
	Show   keysShowCmd   `cmd:"" help:"Show fingerprints, versions and numbers; never a key."`
	Rotate keysRotateCmd `cmd:"" help:"Replace a key and seal again what hangs on it. A rotation that was cut off goes on."`
	Kit    keysKitCmd    `cmd:"" help:"Write a recovery kit of the root key: any two of three shares open it."`
	Prove  keysProveCmd  `cmd:"" name:"prove-recovery" help:"Try a recovery kit with two shares and note the day. Nothing is revealed."`
	Shred  keysShredCmd  `cmd:"" help:"Destroy the keys of a record for good; two people approve."`
}

// keysDesk is what the commands on a database share.
type keysDesk struct{ database }

func (c keysDesk) service(e env) (*app.App, *keys.Service, error) {
	k, err := c.load()
	if err != nil {
		return nil, nil, err
	}
	a, err := c.open(e, app.Config{Keys: k})
	if err != nil {
		return nil, nil, err
	}
	return a, keysService(a, k), nil
}

func keysService(a *app.App, k *seal.Keys) *keys.Service {
	return keys.NewService(keys.Config{DB: a.DB, Keys: k, Approver: func(ctx context.Context, account string) (string, error) {
		found, err := a.Access.Users(ctx, operator, access.UserFilter{Text: account})
		for _, p := range found {
			if p.Account == account && !p.Disabled {
				return p.ID, err
			}
		}
		return "", errors.Join(err, errs.New(errs.NotFound, "web.err.not_found"))
	}})
}

type keysInitCmd struct {
	rootKey
	Kit      string   `help:"Restore from this recovery kit instead of making a new key." placeholder:"FILE"`
	Share    []string `help:"Share of the kit, twice." placeholder:"FILE"`
	Identity string   `help:"age identities that open the shares." placeholder:"FILE"`
}

func (c keysInitCmd) Run(e env) error {
	k, err := c.make()
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "Đã ghi khoá gốc %s vào %s.\n", k.Fingerprint(), c.Key)
	if c.Kit == "" {
		fmt.Fprintln(e.out, "Mất khoá gốc là mất vĩnh viễn nội dung hồ sơ. Hãy lập ngay bộ khôi phục: neove keys kit.")
	}
	return nil
}

func (c keysInitCmd) make() (*seal.Keys, error) {
	if c.Kit == "" {
		return seal.Create(c.source(), time.Now())
	}
	kit, shares, err := readKit(c.Kit, c.Share, c.Identity)
	if err != nil {
		return nil, err
	}
	k, _, err := seal.OpenKit(kit, shares...)
	if err != nil {
		return nil, err
	}
	return k.Save(c.source())
}

// readKit reads a kit and its shares from files.
func readKit(kit string, shares []string, identity string) (string, []string, error) {
	text, err := os.ReadFile(kit)
	if err != nil {
		return "", nil, err
	}
	ids, err := identities(identity)
	if err != nil {
		return "", nil, err
	}
	var out []string
	for _, file := range shares {
		raw, err := os.ReadFile(file)
		if err != nil {
			return "", nil, err
		}
		share, err := keys.ReadShare(string(raw), ids...)
		if err != nil {
			return "", nil, err
		}
		out = append(out, share)
	}
	return string(text), out, nil
}

func identities(file string) ([]age.Identity, error) {
	if file == "" {
		return nil, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return age.ParseIdentities(f)
}

type keysShowCmd struct{ keysDesk }

func (c keysShowCmd) Run(e env) error {
	a, s, err := c.service(e)
	if err != nil {
		return err
	}
	defer a.Close()
	st, err := s.State(e.ctx, operator)
	if err != nil {
		return err
	}
	printState(e.out, st)
	return nil
}

func printState(w io.Writer, st seal.State) {
	for i, r := range st.Roots {
		word := "khoá gốc cũ"
		if i == 0 {
			word = "khoá gốc đang dùng"
		}
		fmt.Fprintf(w, "%-20s %s  lập ngày %s, niêm phong %d khoá đơn vị\n", word, r.Fingerprint, r.Made, r.Agencies)
	}
	for _, a := range st.Agencies {
		fmt.Fprintf(w, "%-20s %s  bản %d, giữ %d khoá hồ sơ, dưới khoá gốc %s\n", "khoá đơn vị", a.Holder, a.Version, a.Keys, a.Root)
	}
	fmt.Fprintf(w, "%d hồ sơ, %d khoá; %d ngăn chờ mã hoá lại; %d hồ sơ đã huỷ khoá; %d hồ sơ lưu giữ theo yêu cầu pháp lý\n",
		st.Subjects, st.Keys, st.PendingSubjects, st.Shredded, st.Held)
	for _, k := range st.Kits {
		proved := "chưa thử lần nào"
		if !k.Proved.IsZero() {
			proved = "thử lần cuối ngày " + clock.DateOf(k.Proved).String()
		}
		if k.Root != st.Root {
			proved += "; có trước lần thay khoá gốc"
		}
		fmt.Fprintf(w, "%-20s %s  lập ngày %s, %s\n", "bộ khôi phục", k.ID, clock.DateOf(k.Made), proved)
	}
	if st.Proved().IsZero() {
		fmt.Fprintln(w, "Chưa có bộ khôi phục nào của khoá gốc đang dùng được thử. Mất khoá gốc là mất vĩnh viễn nội dung hồ sơ: neove keys kit, prove-recovery.")
	}
}

type keysRotateCmd struct {
	keysDesk
	Root    bool   `xor:"what" help:"Replace the root key; the file keeps the old one for older backups."`
	Agency  string `xor:"what" help:"Replace the key pair of this holder." placeholder:"HOLDER"`
	Subject string `xor:"what" help:"Replace the keys of this record." placeholder:"ID"`
}

func (c keysRotateCmd) Run(e env) error {
	a, s, err := c.service(e)
	if err != nil {
		return err
	}
	defer a.Close()
	var n int
	switch {
	case c.Root:
		n, err = s.RotateRoot(e.ctx, operator)
	case c.Agency != "":
		n, err = s.RotateAgency(e.ctx, operator, c.Agency)
	case c.Subject != "":
		n, err = s.RotateSubject(e.ctx, operator, c.Subject)
	default: // what revocations left
		n, err = s.Reseal(e.ctx, operator)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "Đã niêm phong lại %d mục.\n", n)
	if c.Root {
		fmt.Fprintf(e.out, "Khoá gốc đang dùng: %s. Bộ khôi phục cũ không còn dùng được: hãy lập bộ mới bằng neove keys kit.\n", s.Keys.Fingerprint())
	}
	return nil
}

type keysKitCmd struct {
	keysDesk
	To    string   `required:"" help:"File to write the kit to." placeholder:"FILE"`
	Share []string `required:"" help:"Holder of a share, three times: an age public key, or print to show it here." placeholder:"AGE"`
}

func (c keysKitCmd) Run(e env) error {
	a, s, err := c.service(e)
	if err != nil {
		return err
	}
	defer a.Close()
	kit, shares, err := s.MakeKit(e.ctx, operator, c.Share)
	if err != nil {
		return err
	}
	if err := writeNew(c.To, kit); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "Bộ khôi phục: %s\n", c.To)
	for i, share := range shares {
		if share.To == keys.Print {
			fmt.Fprintf(e.out, "Mảnh %d, chép ra giấy và giữ riêng:\n  %s\n", i+1, share.Text)
			continue
		}
		file := fmt.Sprintf("%s.share-%d.age", c.To, i+1)
		if err := writeNew(file, share.Text); err != nil {
			return err
		}
		fmt.Fprintf(e.out, "Mảnh %d cho %s: %s\n", i+1, share.To, file)
	}
	fmt.Fprintln(e.out, "Giao mỗi mảnh cho một người. Hãy thử ngay bằng neove keys prove-recovery.")
	return nil
}

// writeNew writes a file that is not there yet, readable by its owner only.
func writeNew(file, text string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Sync(), f.Close())
}

type keysProveCmd struct {
	database
	Kit      string   `required:"" help:"The recovery kit." placeholder:"FILE"`
	Share    []string `required:"" help:"File with a share, twice." placeholder:"FILE"`
	Identity string   `help:"age identities that open the shares." placeholder:"FILE"`
}

func (c keysProveCmd) Run(e env) error {
	kit, shares, err := readKit(c.Kit, c.Share, c.Identity)
	if err != nil {
		return err
	}
	recovered, _, err := seal.OpenKit(kit, shares...)
	if err != nil {
		return err
	}
	a, err := c.open(e, app.Config{Keys: recovered})
	if err != nil {
		return err
	}
	defer a.Close()
	id, err := keysService(a, recovered).Prove(e.ctx, operator, kit, shares...)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.out, "Bộ khôi phục %s mở được khoá gốc. Đã ghi ngày thử.\n", id)
	return err
}

type keysShredCmd struct {
	keysDesk
	Subject    string   `required:"" help:"Id of the record." placeholder:"ID"`
	ApprovedBy []string `required:"" help:"Account of a person who approved, twice: two different people." placeholder:"ACCOUNT"`
	Reason     string   `required:"" help:"Why, and by which decision; kept in the history."`
}

func (c keysShredCmd) Run(e env) error {
	a, s, err := c.service(e)
	if err != nil {
		return err
	}
	defer a.Close()
	later, err := s.Shred(e.ctx, operator, keys.Shred{Subject: c.Subject, ApprovedBy: c.ApprovedBy, Reason: strings.TrimSpace(c.Reason)})
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "Đã huỷ khoá của hồ sơ %s. Bản sao lưu cũ hơn sẽ được huỷ khoá lại khi phục hồi.\n", c.Subject)
	if later != nil {
		explain(e.errOut, later)
	}
	return nil
}
