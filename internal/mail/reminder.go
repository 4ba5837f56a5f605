package mail

import (
	"fmt"
	"time"
)

// Reminder is what a person wanted to be reminded of.
type Reminder struct {
	To      string
	Title   string // of the record
	Project string
	List    string
	At      time.Time // in the person's time zone
}

const reminderText = `You wanted to be reminded of this record.

Record:   %s
Project:  %s
List:     %s
When:     %s
`

// Message is the reminder as a mail, with the record's title for its subject.
func (r Reminder) Message() Message {
	title := cut(oneLine(r.Title))
	return Message{
		To:      r.To,
		Subject: title,
		Text: fmt.Sprintf(reminderText, title, cut(oneLine(r.Project)), cut(oneLine(r.List)),
			r.At.Format("2006-01-02 15:04 MST")),
	}
}
